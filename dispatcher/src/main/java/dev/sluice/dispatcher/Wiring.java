package dev.sluice.dispatcher;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.fleet.Lineups;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.time.Duration;
import java.util.List;

/** Opens what the dispatcher stands on. */
final class Wiring {
    /** The visibility timeout of the events queue and of dead-letter queues. */
    private static final Duration VISIBILITY = Duration.ofSeconds(60);

    /** Rows, and model files while starting. */
    private static final int CONNECTIONS = 2 * Dispatcher.ROWS_AT_ONCE;

    private Wiring() {}

    /**
     * @param polls long polls at the same time, at most
     * @param check whether to look at bucket and table, so that a wrong name fails now
     * @throws StartFailure if something is missing or does not answer
     * @throws dev.sluice.shared.config.InvalidConfiguration if a pipeline is wrong, or the settings
     *     name those to serve
     */
    static Injector open(Settings settings, ApiMeter meter, int polls, boolean check) {
        refuseNarrowing(settings);
        AwsClients clients =
                AwsClients.open(
                        settings.aws(), new AwsClients.Load(CONNECTIONS, polls, VISIBILITY), meter);
        try {
            Pipelines pipelines =
                    Pipelines.read(
                                    ModelRepository.open(settings.modelPath(), clients.s3()),
                                    List.of())
                            .pinned(Lineups.pins(settings, clients));
            JobQueues queues = Provisioned.find(settings, clients, pipelines, check);
            Notices notices =
                    Notices.open(
                            settings.notices(),
                            clients,
                            pipelines.all().stream().map(Pipeline::name).toList());
            return Guice.createInjector(
                    Stage.PRODUCTION,
                    new DispatcherModule(settings, clients, pipelines, queues, notices));
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
    }

    /** It would drop the events of all other pipelines, for there is one events queue. */
    private static void refuseNarrowing(Settings settings) {
        Problems problems = new Problems();
        if (!settings.pipelines().isEmpty()) {
            problems.add(
                    "SLUICE_PIPELINES",
                    "narrows workers only; a dispatcher serves every pipeline of MODEL_PATH, so"
                            + " start it without (and without pipelines in SLUICE_CONFIG)");
        }
        problems.throwIfAny();
    }
}
