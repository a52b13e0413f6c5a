@NullMarked
package dev.berth.server.repo;

import org.jspecify.annotations.NullMarked;
