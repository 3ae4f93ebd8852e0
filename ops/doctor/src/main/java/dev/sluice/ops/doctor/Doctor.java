package dev.sluice.ops.doctor;

import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ModelRepository;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.sts.StsClient;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at one deployment: what its settings name, what there is, and this machine. Changes
 * nothing.
 *
 * @param roles of the programs
 * @param clock of this machine
 */
public record Doctor(Settings settings, Roles roles, InstantSource clock) {
    private static final AwsClients.Load LOAD = new AwsClients.Load(8, 1, Duration.ofSeconds(60));

    /**
     * Whose permissions are looked at.
     *
     * @param worker an ARN; empty: the caller's own
     * @param dispatcher likewise
     */
    public record Roles(Optional<String> worker, Optional<String> dispatcher) {
        public static final Roles CALLERS = new Roles(Optional.empty(), Optional.empty());
    }

    /** Everything at once. */
    public List<Finding> examine() {
        AwsAccess aws = settings.aws();
        try (AwsClients clients = AwsClients.open(aws, LOAD, new ApiMeter());
                Asked asked = Asked.open(aws)) {
            List<Check> checks = new ArrayList<>();
            checks.add(new Credentials(aws, asked.sts()));
            checks.add(new ClockSkew(clients.s3(), settings.bucket(), clock));
            checks.add(
                    new Buckets(
                            clients.s3(),
                            Stream.of(settings.bucket(), settings.resultBucket())
                                    .distinct()
                                    .toList()));
            try {
                checks.addAll(ofPipelines(clients, asked));
            } catch (InvalidConfiguration | StartFailure e) {
                checks.add(new Unreadable(e));
            }
            checks.add(new Gpu(settings.gpu()));
            checks.add(new Quotas(asked.quotas(), settings.gpu()));
            checks.add(new Stacks(asked.cloudformation(), settings.queuePrefix()));
            return new Examination(checks).findings();
        }
    }

    private List<Check> ofPipelines(AwsClients clients, Asked asked) {
        Pipelines pipelines =
                Pipelines.read(ModelRepository.open(settings.modelPath(), clients.s3()), List.of());
        Topology topology = Topology.of(settings, pipelines);
        List<Check> checks = new ArrayList<>();
        checks.add(new EventSource(clients.s3(), topology.notification()));
        checks.add(new EventsPolicy(clients.settling(), topology.notification()));
        checks.add(new Queues(clients.settling(), topology));
        checks.add(new Tables(clients.dynamodb(), topology.tables()));
        checks.add(new Models(settings.modelPath(), clients.s3(), pipelines));
        Optional<String> caller = asked.caller();
        checks.add(
                new Permissions(
                        "worker",
                        asked.iam(),
                        roles.worker().or(() -> caller),
                        needs(roles.worker().or(() -> caller), Need::ofWorker, topology)));
        checks.add(
                new Permissions(
                        "dispatcher",
                        asked.iam(),
                        roles.dispatcher().or(() -> caller),
                        needs(roles.dispatcher().or(() -> caller), Need::ofDispatcher, topology)));
        checks.add(
                new Orphans(
                        clients.settling(), clients.dynamodb(), settings.queuePrefix(), topology));
        return checks;
    }

    private interface Needs {
        List<Need> of(Settings settings, Topology topology, Need.Place place);
    }

    private List<Need> needs(Optional<String> principal, Needs needs, Topology topology) {
        return principal
                .map(arn -> Need.Place.of(arn, settings.aws().region().id()))
                .map(place -> needs.of(settings, topology, place))
                .orElse(List.of());
    }

    /** The pipelines cannot be read, so nothing is known of what they need. */
    private record Unreadable(RuntimeException why) implements Check {
        @Override
        public String about() {
            return "pipelines";
        }

        @Override
        public List<Finding> look() {
            throw why;
        }
    }

    /** Clients of services that no program but this one asks; absent where there are none. */
    private record Asked(
            Optional<StsClient> sts,
            Optional<IamClient> iam,
            Optional<ServiceQuotasClient> quotas,
            Optional<CloudFormationClient> cloudformation)
            implements AutoCloseable {
        static Asked open(AwsAccess aws) {
            ApiMeter meter = new ApiMeter();
            return new Asked(
                    aws.isThere("sts")
                            ? Optional.of(
                                    AwsClients.patient(StsClient.builder(), aws, "sts", meter))
                            : Optional.empty(),
                    aws.isThere("iam")
                            ? Optional.of(
                                    AwsClients.patient(IamClient.builder(), aws, "iam", meter))
                            : Optional.empty(),
                    aws.isThere("service_quotas")
                            ? Optional.of(
                                    AwsClients.patient(
                                            ServiceQuotasClient.builder(),
                                            aws,
                                            "service_quotas",
                                            meter))
                            : Optional.empty(),
                    aws.isThere("cloudformation")
                            ? Optional.of(
                                    AwsClients.patient(
                                            CloudFormationClient.builder(),
                                            aws,
                                            "cloudformation",
                                            meter))
                            : Optional.empty());
        }

        /** Whose the credentials are; that they are nobody's is said elsewhere. */
        Optional<String> caller() {
            try {
                return sts.map(client -> client.getCallerIdentity().arn());
            } catch (SdkException e) {
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            sts.ifPresent(StsClient::close);
            iam.ifPresent(IamClient::close);
            quotas.ifPresent(ServiceQuotasClient::close);
            cloudformation.ifPresent(CloudFormationClient::close);
        }
    }
}
