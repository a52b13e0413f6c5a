/** {@code berth policy}: rules, without a server. */
@NullMarked
package dev.berth.dist.policy;

import org.jspecify.annotations.NullMarked;
