/** Tests. */
@NullMarked
package dev.berth.cli.completion;

import org.jspecify.annotations.NullMarked;
