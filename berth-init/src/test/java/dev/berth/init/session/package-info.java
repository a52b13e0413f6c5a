@NullMarked
package dev.berth.init.session;

import org.jspecify.annotations.NullMarked;
