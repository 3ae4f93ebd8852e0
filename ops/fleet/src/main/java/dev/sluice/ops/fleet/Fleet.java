package dev.sluice.ops.fleet;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.fleet.Lineups;
import dev.sluice.shared.pipeline.Pipelines;

import java.time.Duration;
import java.util.Map;

/** A deployment, seen from outside: its settings, its pipelines and clients of its services. */
public record Fleet(Settings settings, Pipelines pipelines, AwsClients clients)
        implements AutoCloseable {
    /** A command makes few calls at a time, and no lease hurries it. */
    private static final AwsClients.Load LOAD = new AwsClients.Load(16, 1, Duration.ofSeconds(60));

    /**
     * The one that the environment names.
     *
     * @throws dev.sluice.shared.config.InvalidConfiguration with everything that is wrong
     * @throws dev.sluice.shared.config.StartFailure if there are no pipelines where the settings
     *     say
     */
    public static Fleet open(Map<String, String> environment) {
        return open(environment, new ApiMeter());
    }

    /**
     * As {@link #open(Map)}.
     *
     * @param meter counts what is asked of AWS
     */
    public static Fleet open(Map<String, String> environment, ApiMeter meter) {
        return open(Settings.read(environment), meter);
    }

    /** As {@link #open(Map)}, by settings that were read already. */
    public static Fleet open(Settings settings, ApiMeter meter) {
        return open(settings, AwsClients.open(settings.aws(), LOAD, meter));
    }

    /** As {@link #open(Map)}, for one who sets it up: endpoints may have just begun to answer. */
    public static Fleet openPatiently(Settings settings) {
        return open(settings, AwsClients.patient(settings.aws(), LOAD.jobs(), new ApiMeter()));
    }

    private static Fleet open(Settings settings, AwsClients clients) {
        try {
            return new Fleet(
                    settings,
                    Pipelines.read(
                                    ModelRepository.open(settings.modelPath(), clients.s3()),
                                    settings.pipelines())
                            .pinned(Lineups.pins(settings, clients)),
                    clients);
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
    }

    @Override
    public void close() {
        clients.close();
        settings.aws().close();
    }
}
