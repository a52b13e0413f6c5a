/**
 * Real sessions: a whole server of the package in a process of its own, sandboxes and git; what
 * happens to them; and the census of what is left.
 */
@NullMarked
package dev.berth.chaos.real;

import org.jspecify.annotations.NullMarked;
