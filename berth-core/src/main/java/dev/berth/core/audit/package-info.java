/** What was decided, refused and changed, and by whom; rows that nobody changes. */
@NullMarked
package dev.berth.core.audit;

import org.jspecify.annotations.NullMarked;
