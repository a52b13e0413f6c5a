/** Running git on repositories of Berth's and on those of others, which are not trusted. */
@NullMarked
package dev.berth.forge.git;

import org.jspecify.annotations.NullMarked;
