package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.config.Pool;

import java.time.Duration;
import java.util.Map;

/**
 * What an instance does when it boots: one worker in a container, under systemd. After an exit with
 * 0 the instance powers off, for its work is done; after any other the worker is started again.
 */
final class WorkerScript {
    /** The image's user. */
    private static final int USER = 10_001;

    /** Docker waits a little longer for a worker than it drains, and systemd for docker. */
    static final Duration DOCKER = Duration.ofSeconds(15);

    private static final Duration SYSTEMD = Duration.ofSeconds(30);

    /** Where uploads lie while they are worked on. */
    private static final String MEMORY = "--tmpfs /tmp:rw,exec,mode=1777";

    /**
     * Of stages: gigabytes belong on a disk, for a tmpfs is memory. And somebody has to wait for
     * what a program leaves behind, which the first process of a container inherits: Docker's init
     * does, Java does not.
     */
    private static final String DISK = "--init --volume /var/lib/sluice-scratch:/tmp";

    private WorkerScript() {}

    /**
     * Property {@code UserData}.
     *
     * @param image its address, may have what {@link Fn#sub} takes
     * @param environment of the container, may have that, too
     * @param logs the log group's logical name
     */
    static Map<String, Object> userData(
            Pool pool, String image, Map<String, String> environment, String logs) {
        Duration drain = pool.machine().drain();
        return Fn.base64(
                Fn.sub(
                        Script.of("worker.sh")
                                .with("USER", USER)
                                .with("ENVIRONMENT", Script.lines(environment))
                                .with("IMAGE", image)
                                .with("DOCKER_SECONDS", drain.plus(DOCKER).toSeconds())
                                .with("TMP", pool.machine().scratch() > 0 ? DISK : MEMORY)
                                .with("GPUS", pool.gpu() ? " --gpus all" : "")
                                .with("LOGS", logs)
                                .with("SYSTEMD_SECONDS", drain.plus(SYSTEMD).toSeconds())
                                .text()));
    }

    /** The fleet's own repository, unless the image is elsewhere. */
    static String image(FleetConfig config, Pool pool) {
        return config.image()
                .elsewhere()
                .orElseGet(
                        () ->
                                "%s:%s-%s"
                                        .formatted(
                                                AssetStack.repository(config),
                                                config.image().tag(),
                                                pool.gpu() ? "gpu" : "cpu"));
    }
}
