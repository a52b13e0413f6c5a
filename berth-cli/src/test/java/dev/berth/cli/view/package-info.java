/** Tests. */
@NullMarked
package dev.berth.cli.view;

import org.jspecify.annotations.NullMarked;
