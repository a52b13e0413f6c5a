/** Where the client finds its server and its token. */
@NullMarked
package dev.berth.cli.config;

import org.jspecify.annotations.NullMarked;
