/** A black-box kit that checks an agent in any language against the container contract. */
@NullMarked
package dev.berth.cli.conformance;

import org.jspecify.annotations.NullMarked;
