/** The HTTP server of the API: what every route has in common. */
@NullMarked
package dev.berth.server.http;

import org.jspecify.annotations.NullMarked;
