/** Programs that session init runs itself, and the clean build of a pushed commit. */
@NullMarked
package dev.berth.init.verify;

import org.jspecify.annotations.NullMarked;
