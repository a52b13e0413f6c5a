package dev.berth.gateway.egress;

import dev.berth.core.egress.EgressRefusal;

/** A target that was refused, and why. */
public record Refused(Target target, EgressRefusal reason) {}
