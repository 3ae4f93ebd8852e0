package dev.sluice.ops.deploy.cloudformation;

import java.util.List;
import java.util.Map;

/** CloudFormation's intrinsic functions, as far as fleets need them. */
public final class Fn {
    /** The account's number. */
    public static final Map<String, Object> ACCOUNT = ref("AWS::AccountId");

    public static final Map<String, Object> REGION = ref("AWS::Region");

    private Fn() {}

    /** A parameter's value, or what identifies a resource: a bucket's name, a queue's URL. */
    public static Map<String, Object> ref(String id) {
        return Map.of("Ref", id);
    }

    public static Map<String, Object> att(String id, String attribute) {
        return Map.of("Fn::GetAtt", List.of(id, attribute));
    }

    /** A resource's ARN. */
    public static Map<String, Object> arn(String id) {
        return att(id, "Arn");
    }

    /**
     * @param text with {@code ${AWS::Region}}, {@code ${LogicalName}} or {@code
     *     ${LogicalName.Attribute}} in it; {@code ${!x}} stands for itself
     */
    public static Map<String, Object> sub(String text) {
        return Map.of("Fn::Sub", text);
    }

    /**
     * An ARN in this partition, region and account.
     *
     * @param resource may have what {@link #sub} takes
     */
    public static Map<String, Object> arnOf(String service, String resource) {
        return sub(
                "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:%s"
                        .formatted(service, resource));
    }

    /** ARN of a bucket, or of objects in it. */
    public static Map<String, Object> s3(String path) {
        return sub("arn:${AWS::Partition}:s3:::" + path);
    }

    public static Map<String, Object> base64(Object text) {
        return Map.of("Fn::Base64", text);
    }

    /** The n-th of the region's zones. */
    public static Map<String, Object> zone(int n) {
        return Map.of("Fn::Select", List.of(n, Map.of("Fn::GetAZs", "")));
    }

    /** The n-th of so many networks of a /16, each a /20. */
    public static Map<String, Object> subnet(String cidr, int n, int count) {
        return Map.of("Fn::Select", List.of(n, Map.of("Fn::Cidr", List.of(cidr, count, 12))));
    }
}
