/** Commands about the audit. */
@NullMarked
package dev.berth.cli.audit;

import org.jspecify.annotations.NullMarked;
