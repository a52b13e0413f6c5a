package dev.berth.engine.session;

import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Ledger;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.task.TaskDriver;

/**
 * What every part of the engine works with.
 *
 * @param node this server process
 */
public record EngineParts(
    Database database,
    TaskDriver driver,
    Jobs jobs,
    Time time,
    Ulid ids,
    NodeId node,
    Ledger ledger) {}
