/** What the backends of a host have in common: session holders, their files, workspaces. */
@NullMarked
package dev.berth.compute.host;

import org.jspecify.annotations.NullMarked;
