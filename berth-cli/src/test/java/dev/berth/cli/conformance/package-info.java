@NullMarked
package dev.berth.cli.conformance;

import org.jspecify.annotations.NullMarked;
