package dev.sluice.worker;

import com.google.inject.Inject;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.worker.flow.Lane;
import dev.sluice.worker.flow.Service;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.input.picture.OpenCv;
import dev.sluice.worker.intake.LongPolls;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the lanes: loads and warms up every model before the first poll. */
final class Lanes {
    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    private final World world;
    private final Pipelines pipelines;
    private final ReleaseLoader loader;
    private final ReleaseSource releases;
    private final Notices notices;

    /**
     * @param pipelines with their short forms
     */
    @Inject
    Lanes(
            World world,
            Pipelines pipelines,
            ReleaseLoader loader,
            ReleaseSource releases,
            Notices notices) {
        this.world = world;
        this.pipelines = pipelines;
        this.loader = loader;
        this.releases = releases;
        this.notices = notices;
    }

    ReleaseLoader loader() {
        return loader;
    }

    World world() {
        return world;
    }

    /**
     * Makes one lane for each pipeline, warm.
     *
     * @throws StartFailure if a queue, a model or a GPU is missing
     * @throws dev.sluice.shared.config.InvalidConfiguration if a model fails its warm-up, or what
     *     it answers contradicts its options
     */
    List<Lane> open() {
        OpenCv.load();
        Map<Service<?>, String> urls = new LinkedHashMap<>();
        try {
            Problems problems = new Problems();
            for (Pipeline pipeline : pipelines.lanes()) {
                String url = queueUrl(pipeline.queue(world.settings().queuePrefix()));
                first(pipeline, problems).ifPresent(service -> urls.put(service, url));
            }
            problems.throwIfAny();
        } catch (RuntimeException | Error e) {
            urls.keySet().forEach(ReleaseLoader::discard);
            throw e;
        }
        LongPolls polls = new LongPolls();
        List<Lane> lanes = new ArrayList<>();
        urls.forEach((service, url) -> lanes.add(Lane.of(service, url, polls, world, notices)));
        return lanes;
    }

    /**
     * The live release. Where it cannot be had but others were live before, the last of them that
     * can: a worker that starts must not be worse off than one that runs.
     */
    private Optional<Service<?>> first(Pipeline pipeline, Problems problems) {
        List<Optional<String>> versions =
                releases.lineup(pipeline.name()).standIns(world.machine().clock().instant());
        if (versions.size() == 1) {
            return loader.load(pipeline, world.worker()::broken, problems);
        }
        Optional<InvalidConfiguration> why = Optional.empty();
        for (Optional<String> version : versions) {
            try {
                return Optional.of(
                        releases.load(loader, pipeline, version, world.worker()::broken));
            } catch (InvalidConfiguration e) {
                log.error("{}: {}", pipeline.name(), e.getMessage());
                why = why.or(() -> Optional.of(e));
            }
        }
        why.ifPresent(problems::addAll);
        return Optional.empty();
    }

    private String queueUrl(String queue) {
        try {
            return world.aws().settling().getQueueUrl(get -> get.queueName(queue)).queueUrl();
        } catch (QueueDoesNotExistException e) {
            throw new StartFailure(
                    "there is no queue %s; create it with ops/sluice provision".formatted(queue),
                    e);
        } catch (SdkException e) {
            throw new StartFailure(
                    "SQS does not answer for queue %s: %s; check AWS_ENDPOINT_URL_SQS, AWS_REGION and the credentials"
                            .formatted(queue, e.getMessage()),
                    e);
        }
    }
}
