/** The session holder: parent of one sandbox, outlives the server. */
@NullMarked
package dev.berth.init.holder;

import org.jspecify.annotations.NullMarked;
