package dev.berth.policy.decision;

import dev.berth.policy.effect.Deed;
import dev.berth.policy.rule.LoadedRule;

/** A rule that matches a deed. */
record Match(LoadedRule rule, Deed deed) {}
