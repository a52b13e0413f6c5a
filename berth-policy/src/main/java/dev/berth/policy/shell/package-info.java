/** Lines of a POSIX shell and of bash, read without running anything. */
@NullMarked
package dev.berth.policy.shell;

import org.jspecify.annotations.NullMarked;
