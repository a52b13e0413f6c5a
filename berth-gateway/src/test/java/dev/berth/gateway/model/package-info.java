@NullMarked
package dev.berth.gateway.model;

import org.jspecify.annotations.NullMarked;
