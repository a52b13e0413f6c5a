/** Texts of rules, read and checked, and the books that are made of them. */
@NullMarked
package dev.berth.policy.rule;

import org.jspecify.annotations.NullMarked;
