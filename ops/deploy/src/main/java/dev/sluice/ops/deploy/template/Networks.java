package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.config.Network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Where instances are: what they need is in reach, and nobody reaches them. */
final class Networks {
    /** Of all instances: TLS to the outside, nothing to the inside. */
    static final String GROUP = "InstanceSecurityGroup";

    private static final String VPC = "Vpc";
    private static final int HTTPS = 443;

    /** Networks that a VPC has room for in our division, so that zones may be added. */
    private static final int DIVISION = 8;

    private final FleetConfig config;

    Networks(FleetConfig config) {
        this.config = config;
    }

    void addTo(Stack stack) {
        stack.part("network");
        switch (config.network()) {
            case Network.Own own -> own(stack, own);
            case Network.Existing existing -> group(stack, existing.vpc());
        }
    }

    /** Of instances, as Auto Scaling wants them. */
    List<Object> subnets() {
        return switch (config.network()) {
            case Network.Own own ->
                    names(own.nat() ? "PrivateSubnet" : "PublicSubnet", own.zones());
            case Network.Existing existing -> List.copyOf(existing.subnets());
        };
    }

    /** Whether instances have public addresses, by which alone they reach AWS. */
    boolean addressed() {
        return config.network() instanceof Network.Own own && !own.nat();
    }

    private static List<Object> names(String id, int zones) {
        List<Object> names = new ArrayList<>();
        IntStream.rangeClosed(1, zones).forEach(zone -> names.add(Fn.ref(id + zone)));
        return names;
    }

    private void own(Stack stack, Network.Own own) {
        stack.add(
                        VPC,
                        "AWS::EC2::VPC",
                        Body.of(
                                "CidrBlock",
                                own.cidr(),
                                "EnableDnsSupport",
                                true,
                                "EnableDnsHostnames",
                                true))
                .excuses(
                        "CKV2_AWS_11",
                        "Nothing here accepts a connection; flow logs would cost by the gigabyte,"
                                + " and an operator who wants them adds them to the VPC.")
                .excuses(
                        "CKV2_AWS_12",
                        "No instance is in the default security group; ours has no inbound rule.");
        stack.add("InternetGateway", "AWS::EC2::InternetGateway", Map.of());
        stack.add(
                "InternetGatewayAttachment",
                "AWS::EC2::VPCGatewayAttachment",
                Body.of("VpcId", Fn.ref(VPC), "InternetGatewayId", Fn.ref("InternetGateway")));
        table(stack, "Public");
        stack.add(
                        "PublicRoute",
                        "AWS::EC2::Route",
                        Body.of(
                                "RouteTableId",
                                Fn.ref("PublicRouteTable"),
                                "DestinationCidrBlock",
                                "0.0.0.0/0",
                                "GatewayId",
                                Fn.ref("InternetGateway")))
                .after("InternetGatewayAttachment");
        List<Object> tables = new ArrayList<>(List.of(Fn.ref("PublicRouteTable")));
        subnets(stack, own, "Public", 0, own.nat() ? 1 : own.zones());
        if (own.nat()) {
            nat(stack, own);
            tables.add(Fn.ref("PrivateRouteTable"));
        }
        endpoint(stack, "S3", "s3", tables);
        endpoint(stack, "DynamoDb", "dynamodb", tables);
        group(stack, Fn.ref(VPC));
    }

    private static void table(Stack stack, String kind) {
        stack.add(kind + "RouteTable", "AWS::EC2::RouteTable", Body.of("VpcId", Fn.ref(VPC)));
    }

    private static void subnets(Stack stack, Network.Own own, String kind, int from, int zones) {
        for (int zone = 0; zone < zones; zone++) {
            String id = kind + "Subnet" + (zone + 1);
            stack.add(
                    id,
                    "AWS::EC2::Subnet",
                    Body.of(
                            "VpcId",
                            Fn.ref(VPC),
                            "AvailabilityZone",
                            Fn.zone(zone),
                            "CidrBlock",
                            Fn.subnet(own.cidr(), from + zone, DIVISION)));
            stack.add(
                    id + "Routes",
                    "AWS::EC2::SubnetRouteTableAssociation",
                    Body.of("SubnetId", Fn.ref(id), "RouteTableId", Fn.ref(kind + "RouteTable")));
        }
    }

    /** One for all zones: it costs by the hour, and what waits for it are retries. */
    private static void nat(Stack stack, Network.Own own) {
        stack.add("NatAddress", "AWS::EC2::EIP", Body.of("Domain", "vpc"))
                .after("InternetGatewayAttachment")
                .excuses("CKV2_AWS_19", "It is the NAT gateway's.");
        stack.add(
                "NatGateway",
                "AWS::EC2::NatGateway",
                Body.of(
                        "AllocationId",
                        Fn.att("NatAddress", "AllocationId"),
                        "SubnetId",
                        Fn.ref("PublicSubnet1")));
        table(stack, "Private");
        stack.add(
                "PrivateRoute",
                "AWS::EC2::Route",
                Body.of(
                        "RouteTableId",
                        Fn.ref("PrivateRouteTable"),
                        "DestinationCidrBlock",
                        "0.0.0.0/0",
                        "NatGatewayId",
                        Fn.ref("NatGateway")));
        subnets(stack, own, "Private", DIVISION / 2, own.zones());
    }

    /** Free, and uploads and results go through it instead of through a NAT gateway. */
    private static void endpoint(Stack stack, String id, String service, List<Object> tables) {
        stack.add(
                id + "Endpoint",
                "AWS::EC2::VPCEndpoint",
                Body.of(
                        "VpcEndpointType",
                        "Gateway",
                        "VpcId",
                        Fn.ref(VPC),
                        "ServiceName",
                        Fn.sub("com.amazonaws.${AWS::Region}." + service),
                        "RouteTableIds",
                        tables));
    }

    private static void group(Stack stack, Object vpc) {
        stack.add(
                GROUP,
                "AWS::EC2::SecurityGroup",
                Body.of(
                        "GroupDescription",
                        "Instances of the fleet: nobody connects to them",
                        "VpcId",
                        vpc,
                        "SecurityGroupEgress",
                        List.of(
                                Body.of(
                                        "Description",
                                        "AWS, images, webhooks",
                                        "IpProtocol",
                                        "tcp",
                                        "FromPort",
                                        HTTPS,
                                        "ToPort",
                                        HTTPS,
                                        "CidrIp",
                                        "0.0.0.0/0"))));
    }
}
