@NullMarked
package dev.berth.server.config;

import org.jspecify.annotations.NullMarked;
