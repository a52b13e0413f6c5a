/** Sessions, their directives, output and verifications. */
@NullMarked
package dev.berth.store.session;

import org.jspecify.annotations.NullMarked;
