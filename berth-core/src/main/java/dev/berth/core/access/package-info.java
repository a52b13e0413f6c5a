/** Users, roles and API keys. */
@NullMarked
package dev.berth.core.access;

import org.jspecify.annotations.NullMarked;
