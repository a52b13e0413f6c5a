/** What shows that a change is good: commands, builds before and after, cost. */
@NullMarked
package dev.berth.api.evidence;

import org.jspecify.annotations.NullMarked;
