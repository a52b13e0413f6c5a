/** Wire records of the REST API and of the session protocol. */
@NullMarked
package dev.berth.api;

import org.jspecify.annotations.NullMarked;
