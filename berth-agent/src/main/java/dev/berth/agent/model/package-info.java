/** The model behind the gateway. */
@NullMarked
package dev.berth.agent.model;

import org.jspecify.annotations.NullMarked;
