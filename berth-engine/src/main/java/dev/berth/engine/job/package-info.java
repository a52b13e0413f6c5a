/** Durable jobs: what has to happen next, written in the transaction that makes it necessary. */
@NullMarked
package dev.berth.engine.job;

import org.jspecify.annotations.NullMarked;
