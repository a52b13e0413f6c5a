/** Client of Berth's session protocol, for agents that know they run under Berth. */
@NullMarked
package dev.berth.runtime.session;

import org.jspecify.annotations.NullMarked;
