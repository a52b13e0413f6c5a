/** Tests of what sessions are told. */
@NullMarked
package dev.berth.engine.session;

import org.jspecify.annotations.NullMarked;
