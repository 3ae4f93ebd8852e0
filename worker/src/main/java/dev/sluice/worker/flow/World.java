package dev.sluice.worker.flow;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.machine.Machine;

/** What all lanes of a worker share, and nothing else. */
public record World(
        Settings settings, AwsClients aws, Machine machine, Tally tally, Lifecycle worker) {}
