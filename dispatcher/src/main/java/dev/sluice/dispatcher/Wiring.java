package dev.sluice.dispatcher;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;

import dev.sluice.shared.Settings;
import dev.sluice.shared.StartFailure;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.pipeline.Pipelines;

import java.time.Duration;

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
     * @throws dev.sluice.shared.config.InvalidConfiguration if a pipeline is wrong
     */
    static Injector open(Settings settings, ApiMeter meter, int polls, boolean check) {
        AwsClients clients =
                AwsClients.open(
                        settings.aws(), new AwsClients.Load(CONNECTIONS, polls, VISIBILITY), meter);
        try {
            Pipelines pipelines =
                    Pipelines.read(
                            ModelRepository.open(settings.modelPath(), clients.s3()),
                            settings.pipelines());
            JobQueues queues = Provisioned.find(settings, clients, pipelines, check);
            return Guice.createInjector(
                    Stage.PRODUCTION, new DispatcherModule(settings, clients, pipelines, queues));
        } catch (RuntimeException e) {
            clients.close();
            throw e;
        }
    }
}
