/** Tests of the git door with the real git, mirror, forge and database. */
@NullMarked
package dev.berth.gateway.git;

import org.jspecify.annotations.NullMarked;
