/** What the tests share: a server with recorded answers, a run of the command line. */
@NullMarked
package dev.berth.cli;

import org.jspecify.annotations.NullMarked;
