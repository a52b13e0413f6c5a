/** Session init: the first process inside a sandbox. */
@NullMarked
package dev.berth.init.session;

import org.jspecify.annotations.NullMarked;
