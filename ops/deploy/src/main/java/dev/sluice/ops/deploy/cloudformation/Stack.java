package dev.sluice.ops.deploy.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Collects what a template consists of. Not for several threads. */
public final class Stack {
    /** CloudFormation's limit. */
    public static final int MOST_RESOURCES = 500;

    /** Types that have {@code Tags} as a list of keys and values. */
    private static final Set<String> TAGGED =
            Set.of(
                    "AWS::CloudWatch::Alarm",
                    "AWS::DynamoDB::Table",
                    "AWS::EC2::EIP",
                    "AWS::EC2::InternetGateway",
                    "AWS::EC2::NatGateway",
                    "AWS::EC2::RouteTable",
                    "AWS::EC2::SecurityGroup",
                    "AWS::EC2::Subnet",
                    "AWS::EC2::VPC",
                    "AWS::EC2::VPCEndpoint",
                    "AWS::ECR::Repository",
                    "AWS::Events::Rule",
                    "AWS::IAM::Role",
                    "AWS::KMS::Key",
                    "AWS::Lambda::Function",
                    "AWS::Logs::LogGroup",
                    "AWS::S3::Bucket",
                    "AWS::SNS::Topic",
                    "AWS::SQS::Queue",
                    "AWS::SecretsManager::Secret");

    private final String description;
    private final Map<String, String> tags;
    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private final Map<String, Object> outputs = new LinkedHashMap<>();
    private String part = "";

    /**
     * @param tags of every resource that can bear them
     */
    public Stack(String description, Map<String, String> tags) {
        this.description = description;
        this.tags = new LinkedHashMap<>(tags);
    }

    /** What is added from now on is tagged as this part of the fleet. */
    public void part(String name) {
        part = name;
    }

    /** All tags as of now, as most types take them. */
    public List<Map<String, Object>> tags() {
        List<Map<String, Object>> list = new ArrayList<>();
        all().forEach((key, value) -> list.add(Body.of("Key", key, "Value", value)));
        return list;
    }

    /**
     * All tags as of now, as an autoscaling group takes them: its instances have them, too.
     *
     * @param name of the instances
     */
    public List<Map<String, Object>> launchTags(String name) {
        Map<String, String> all = all();
        all.put("Name", name);
        List<Map<String, Object>> list = new ArrayList<>();
        all.forEach(
                (key, value) ->
                        list.add(Body.of("Key", key, "Value", value, "PropagateAtLaunch", true)));
        return list;
    }

    /** All tags as of now, as few types take them. */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>(tags);
        all.put("sluice:part", part);
        return all;
    }

    /**
     * @param id its logical name, which must stay the same for it to stay the same resource
     * @throws IllegalStateException if there is one already
     */
    public Resource add(String id, String type, Map<String, Object> properties) {
        Map<String, Object> tagged = new LinkedHashMap<>(properties);
        if (TAGGED.contains(type)) {
            tagged.put("Tags", tags());
        }
        Resource resource = new Resource(type, tagged);
        if (resources.put(id, resource) != null) {
            throw new IllegalStateException("two resources are called " + id);
        }
        return resource;
    }

    /** A parameter whose default stands unless somebody says otherwise. */
    public void parameter(String id, Map<String, Object> body) {
        parameters.put(id, body);
    }

    public void output(String id, String text, Object value) {
        outputs.put(id, Body.of("Description", text, "Value", value));
    }

    /** How many metrics the alarms look at, by their periods in seconds. */
    public Map<Integer, Integer> alarmPeriods() {
        Map<Integer, Integer> periods = new TreeMap<>();
        resources.values().stream()
                .filter(resource -> resource.is("AWS::CloudWatch::Alarm"))
                .forEach(alarm -> count(alarm.properties(), periods));
        return periods;
    }

    private static void count(Object value, Map<Integer, Integer> periods) {
        switch (value) {
            case Map<?, ?> map -> {
                if (map.get("Period") instanceof Number seconds) {
                    periods.merge(seconds.intValue(), 1, Integer::sum);
                }
                map.values().forEach(inner -> count(inner, periods));
            }
            case List<?> list -> list.forEach(inner -> count(inner, periods));
            default -> {}
        }
    }

    /** The template. */
    public Map<String, Object> body(Map<String, Object> metadata) {
        Map<String, Object> bodies = new LinkedHashMap<>();
        resources.forEach((id, resource) -> bodies.put(id, resource.body()));
        return Body.of(
                "AWSTemplateFormatVersion",
                "2010-09-09",
                "Description",
                description,
                "Metadata",
                metadata,
                "Parameters",
                parameters,
                "Resources",
                bodies,
                "Outputs",
                outputs);
    }
}
