/** What session init does with a repository for an agent that does not do it itself. */
@NullMarked
package dev.berth.init.work;

import org.jspecify.annotations.NullMarked;
