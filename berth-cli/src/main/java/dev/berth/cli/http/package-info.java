/** Talking to a Berth server: requests, answers, event streams. */
@NullMarked
package dev.berth.cli.http;

import org.jspecify.annotations.NullMarked;
