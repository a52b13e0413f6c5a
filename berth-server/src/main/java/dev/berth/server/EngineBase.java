package dev.berth.server;

import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.server.config.BerthConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;

/** What engine, gateway and adapters of one node are built from. */
record EngineBase(
    BerthConfig config,
    Installed installed,
    DataDirectory data,
    Database database,
    NodeId node,
    Time time,
    Ulid ids,
    SecureRandom random,
    Waypoints waypoints,
    Wrapping wrapping,
    MeterRegistry metrics) {}
