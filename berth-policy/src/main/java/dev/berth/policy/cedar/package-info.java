/** Cedar, as far as rules need it: the only package that sees the library. */
@NullMarked
package dev.berth.policy.cedar;

import org.jspecify.annotations.NullMarked;
