package dev.sluice.ops.deploy.config;

import java.util.List;

/** Where instances are. None accepts a connection. */
public sealed interface Network {
    /**
     * A VPC of the fleet's own, with endpoints for S3 and DynamoDB.
     *
     * @param cidr of the VPC, a /16
     * @param zones in which it has subnets, 1 to 3
     * @param nat whether instances reach AWS through a NAT gateway; else by public addresses of
     *     their own
     */
    record Own(String cidr, int zones, boolean nat) implements Network {}

    /**
     * @param vpc its ID
     * @param subnets their IDs; from there S3, SQS, DynamoDB, CloudWatch, ECR, SSM and Auto Scaling
     *     must be in reach
     */
    record Existing(String vpc, List<String> subnets) implements Network {
        public Existing {
            subnets = List.copyOf(subnets);
        }
    }
}
