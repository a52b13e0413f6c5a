/** A small HTTP/1.1 client over Unix and loopback sockets. */
@NullMarked
package dev.berth.init.http;

import org.jspecify.annotations.NullMarked;
