@NullMarked
package dev.berth.bench.session;

import org.jspecify.annotations.NullMarked;
