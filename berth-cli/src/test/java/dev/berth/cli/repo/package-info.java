/** Tests of the commands about repositories. */
@NullMarked
package dev.berth.cli.repo;

import org.jspecify.annotations.NullMarked;
