#!/bin/bash
# One worker in a container. ops/sluice deploy wrote this; docs/deploy.md says what it is for.
set -euo pipefail
systemctl disable --now ecs 2>/dev/null || true
command -v aws >/dev/null || dnf install -y -q awscli-2
systemctl enable --now amazon-ssm-agent || { dnf install -y -q amazon-ssm-agent && systemctl enable --now amazon-ssm-agent; }
systemctl enable --now docker
install -d -m 750 -o @USER@ -g @USER@ /var/cache/sluice
cat >/etc/sluice-worker.env <<'END'
@ENVIRONMENT@
END
chmod 600 /etc/sluice-worker.env
cat >/usr/local/bin/sluice-worker <<'END'
#!/bin/bash
set -euo pipefail
metadata() {
    local token
    token=$(curl -sf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
    curl -sf -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}
image=@IMAGE@
case $image in
    *.dkr.ecr.*) aws ecr get-login-password --region ${AWS::Region} | docker login --username AWS --password-stdin "$(echo "$image" | cut -d/ -f1)" ;;
esac
docker pull -q "$image"
while [[ $(metadata autoscaling/target-lifecycle-state) == Warmed:* ]]; do sleep 5; done
docker rm -f sluice-worker >/dev/null 2>&1 || true
rm -rf /var/lib/sluice-scratch
install -d -m 1777 /var/lib/sluice-scratch
exec docker run --name sluice-worker --env-file /etc/sluice-worker.env \
    --stop-timeout @DOCKER_SECONDS@ --read-only @TMP@ --volume /var/cache/sluice:/var/cache/sluice \
    --cap-drop ALL --security-opt no-new-privileges@GPUS@ \
    --log-driver awslogs --log-opt awslogs-region=${AWS::Region} --log-opt awslogs-group=${@LOGS@} \
    --log-opt "awslogs-stream=$(metadata instance-id)" --log-opt mode=non-blocking --log-opt max-buffer-size=8m \
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
TimeoutStopSec=@SYSTEMD_SECONDS@
[Install]
WantedBy=multi-user.target
END
systemctl daemon-reload
systemctl enable --now sluice-worker
