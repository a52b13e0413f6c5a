/** Session protocol, model gateway, git door, egress door. */
@NullMarked
package dev.berth.gateway;

import org.jspecify.annotations.NullMarked;
