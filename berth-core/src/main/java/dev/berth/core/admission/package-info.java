/** Slots: the numbered rights to run one more task. */
@NullMarked
package dev.berth.core.admission;

import org.jspecify.annotations.NullMarked;
