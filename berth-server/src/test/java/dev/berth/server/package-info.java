/** Tests of a whole server over HTTP. */
@NullMarked
package dev.berth.server;

import org.jspecify.annotations.NullMarked;
