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

    private static final String SCRIPT =
            """
            #!/bin/bash
            # One worker in a container. ops/sluice deploy wrote this; docs/deploy.md says what it is for.
            set -euo pipefail
            systemctl disable --now ecs 2>/dev/null || true
            command -v aws >/dev/null || dnf install -y -q awscli-2
            systemctl enable --now amazon-ssm-agent || { dnf install -y -q amazon-ssm-agent && systemctl enable --now amazon-ssm-agent; }
            systemctl enable --now docker
            install -d -m 750 -o %d -g %d /var/cache/sluice
            cat >/etc/sluice-worker.env <<'END'
            %sEND
            chmod 600 /etc/sluice-worker.env
            cat >/usr/local/bin/sluice-worker <<'END'
            #!/bin/bash
            set -euo pipefail
            metadata() {
                local token
                token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
                curl -sf -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
            }
            image=%s
            case $image in
                *.dkr.ecr.*) aws ecr get-login-password --region ${AWS::Region} | docker login --username AWS --password-stdin "$(echo "$image" | cut -d/ -f1)" ;;
            esac
            docker pull -q "$image"
            while [[ $(metadata autoscaling/target-lifecycle-state) == Warmed:* ]]; do sleep 5; done
            docker rm -f sluice-worker >/dev/null 2>&1 || true
            exec docker run --name sluice-worker --env-file /etc/sluice-worker.env \\
                --stop-timeout %d --read-only --tmpfs /tmp:rw,exec,mode=1777 --volume /var/cache/sluice:/var/cache/sluice \\
                --cap-drop ALL --security-opt no-new-privileges%s \\
                --log-driver awslogs --log-opt awslogs-region=${AWS::Region} --log-opt awslogs-group=${%s} \\
                --log-opt "awslogs-stream=$(metadata instance-id)" --log-opt mode=non-blocking --log-opt max-buffer-size=8m \\
                "$image"
            END
            chmod 755 /usr/local/bin/sluice-worker
            cat >/etc/systemd/system/sluice-worker.service <<'END'
            [Unit]
            Description=Sluice worker
            Requires=docker.service
            After=docker.service network-online.target
            SuccessAction=poweroff
            StartLimitIntervalSec=3600
            StartLimitBurst=20
            StartLimitAction=poweroff
            [Service]
            ExecStart=/usr/local/bin/sluice-worker
            Restart=on-failure
            RestartSec=15
            TimeoutStopSec=%d
            [Install]
            WantedBy=multi-user.target
            END
            systemctl daemon-reload
            systemctl enable --now sluice-worker
            """;

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
        StringBuilder lines = new StringBuilder();
        environment.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        Duration drain = pool.machine().drain();
        return Fn.base64(
                Fn.sub(
                        SCRIPT.formatted(
                                USER,
                                USER,
                                lines,
                                image,
                                drain.plus(DOCKER).toSeconds(),
                                pool.gpu() ? " --gpus all" : "",
                                logs,
                                drain.plus(SYSTEMD).toSeconds())));
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
