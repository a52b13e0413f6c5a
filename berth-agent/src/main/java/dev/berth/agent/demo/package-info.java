/** The demo's sample repository and its transcripts. */
@NullMarked
package dev.berth.agent.demo;

import org.jspecify.annotations.NullMarked;
