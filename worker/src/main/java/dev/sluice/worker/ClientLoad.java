package dev.sluice.worker;

import dev.sluice.shared.Settings;
import dev.sluice.shared.Tuning;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.time.Duration;
import java.util.stream.Collectors;

/** What a worker's clients must carry (RULES 13). */
final class ClientLoad {
    private ClientLoad() {}

    /** One that is packed needs room for both forms; and an upload may not end the process. */
    private static void uploadsThatDoNotFit(Pipelines pipelines, Problems problems) {
        long half = Runtime.getRuntime().maxMemory() / 2;
        for (Pipeline pipeline : pipelines.lanes()) {
            long object = pipeline.limits().object();
            if (pipeline.stages().current().isEmpty() && object > half / 2) {
                problems.add(
                        pipeline.name() + "/pipeline.yaml: limits.object",
                        "%d bytes are more than a quarter of the heap of %d bytes; lower it, or give more by JAVA_OPTS=-Xmx…"
                                .formatted(object, 2 * half));
            }
        }
    }

    /**
     * The most at the same time.
     *
     * @throws dev.sluice.shared.config.InvalidConfiguration if the settings bear less
     */
    static AwsClients.Load of(Settings settings, Pipelines pipelines) {
        int count = pipelines.lanes().size();
        Tuning tuning = settings.tuning();
        int permits = pipelines.lanes().stream().mapToInt(each -> tuning.permits(each)).sum();
        int connections = tuning.connections().orElse(permits);
        Problems problems = new Problems();
        uploadsThatDoNotFit(pipelines, problems);
        if (connections < permits) {
            problems.add(
                    "worker.connections",
                    "%d are fewer than the %d permits of %d pipelines (%s); raise it or set a lower worker.permits"
                            .formatted(
                                    connections,
                                    permits,
                                    count,
                                    pipelines.lanes().stream()
                                            .map(each -> each.name() + " " + tuning.permits(each))
                                            .collect(Collectors.joining(", "))));
        }
        problems.throwIfAny();
        Duration shortest =
                pipelines.lanes().stream()
                        .map(Pipeline::lease)
                        .min(Duration::compareTo)
                        .orElse(Duration.ofSeconds(60));
        return new AwsClients.Load(connections, tuning.pollers() * count, shortest);
    }
}
