/** What an agent wrote to its standard streams. */
@NullMarked
package dev.berth.api.log;

import org.jspecify.annotations.NullMarked;
