package dev.sluice.ops.deploy.stack;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.aws.AwsClients;

import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.sts.StsClient;

/** What a deployment calls. */
record Clients(
        CloudFormationClient cloudformation,
        S3Client s3,
        DynamoDbClient dynamodb,
        AutoScalingClient autoScaling,
        StsClient sts,
        ServiceQuotasClient quotas)
        implements AutoCloseable {
    static Clients open(AwsAccess access) {
        ApiMeter meter = new ApiMeter();
        return new Clients(
                AwsClients.patient(CloudFormationClient.builder(), access, "cloudformation", meter),
                AwsClients.patient(
                        S3Client.builder().forcePathStyle(access.endpoints().containsKey("s3")),
                        access,
                        "s3",
                        meter),
                AwsClients.patient(DynamoDbClient.builder(), access, "dynamodb", meter),
                AwsClients.patient(AutoScalingClient.builder(), access, "auto_scaling", meter),
                AwsClients.patient(StsClient.builder(), access, "sts", meter),
                AwsClients.patient(ServiceQuotasClient.builder(), access, "service_quotas", meter));
    }

    @Override
    public void close() {
        cloudformation.close();
        s3.close();
        dynamodb.close();
        autoScaling.close();
        sts.close();
        quotas.close();
    }
}
