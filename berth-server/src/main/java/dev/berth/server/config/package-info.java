/**
 * The one typed configuration: {@code berth.yaml}, {@code BERTH_...} variables over it, flags over
 * those.
 */
@NullMarked
package dev.berth.server.config;

import org.jspecify.annotations.NullMarked;
