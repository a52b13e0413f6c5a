/**
 * The adapter through the real SDK, against a local server that answers in the documented formats.
 */
@NullMarked
package dev.berth.stacks.aws;

import org.jspecify.annotations.NullMarked;
