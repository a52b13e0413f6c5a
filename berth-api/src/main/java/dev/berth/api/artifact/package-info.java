/** What a task delivered besides commits. */
@NullMarked
package dev.berth.api.artifact;

import org.jspecify.annotations.NullMarked;
