#!/bin/bash
# The polling dispatcher. ops/sluice deploy wrote this; docs/deploy.md says what it is for.
set -euo pipefail
dnf install -y -q java-25-amazon-corretto-headless unzip amazon-cloudwatch-agent
systemctl enable --now amazon-ssm-agent
id sluice >/dev/null 2>&1 || useradd --system --home-dir /opt/sluice --shell /sbin/nologin sluice
install -d -m 755 /opt/sluice
install -d -m 750 -o sluice -g sluice /var/cache/sluice /var/log/sluice
aws s3 cp --no-progress --region ${AWS::Region} s3://@BUCKET@/@ZIP@ /tmp/dispatcher.zip
unzip -q -o /tmp/dispatcher.zip -d /opt/sluice
rm /tmp/dispatcher.zip
cat >/etc/sluice-dispatcher.env <<'END'
@ENVIRONMENT@
END
chmod 600 /etc/sluice-dispatcher.env
cat >/opt/aws/amazon-cloudwatch-agent/etc/sluice.json <<'END'
{"agent": {"run_as_user": "root"}, "logs": {"logs_collected": {"files": {"collect_list": [
  {"file_path": "/var/log/sluice/dispatcher.log", "log_group_name": "${@LOGS@}", "log_stream_name": "{instance_id}"}]}}}}
END
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/opt/aws/amazon-cloudwatch-agent/etc/sluice.json
cat >/etc/systemd/system/sluice-dispatcher.service <<'END'
[Unit]
Description=Sluice dispatcher
After=network-online.target
[Service]
User=sluice
EnvironmentFile=/etc/sluice-dispatcher.env
ExecStart=/usr/bin/java --sun-misc-unsafe-memory-access=allow -Dguice_bytecode_gen_option=DISABLED -XX:MaxRAMPercentage=40 -XX:+ExitOnOutOfMemoryError -cp /opt/sluice/lib/* dev.sluice.dispatcher.Main
StandardOutput=append:/var/log/sluice/dispatcher.log
StandardError=append:/var/log/sluice/dispatcher.log
NoNewPrivileges=true
ProtectSystem=strict
ReadWritePaths=/var/cache/sluice /var/log/sluice
PrivateTmp=true
Restart=always
RestartSec=5
TimeoutStopSec=60
[Install]
WantedBy=multi-user.target
END
cat >/etc/logrotate.d/sluice <<'END'
/var/log/sluice/dispatcher.log {
    size 50M
    rotate 2
    copytruncate
    missingok
}
END
systemctl daemon-reload
systemctl enable --now sluice-dispatcher
