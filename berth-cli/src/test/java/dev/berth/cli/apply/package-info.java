/** Tests. */
@NullMarked
package dev.berth.cli.apply;

import org.jspecify.annotations.NullMarked;
