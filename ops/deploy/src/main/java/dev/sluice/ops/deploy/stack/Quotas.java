package dev.sluice.ops.deploy.stack;

import com.fasterxml.jackson.databind.JsonNode;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.NoSuchResourceException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the account may run a fleet's instances. New accounts start with a quota of zero vCPUs of
 * GPU instances: the stack would be made, and no worker would ever start.
 */
final class Quotas {
    private static final Pattern TYPE =
            Pattern.compile(
                    "([a-z]+)[0-9][a-z0-9-]*\\.(nano|micro|small|medium|large|([0-9]*)xlarge)");

    private final Function<String, OptionalDouble> quota;

    /**
     * @param quota value of a quota of EC2's by its code; empty where it cannot be asked
     */
    Quotas(Function<String, OptionalDouble> quota) {
        this.quota = quota;
    }

    /** Those of an account; empty where the endpoint, or the credentials, cannot tell. */
    static Quotas of(ServiceQuotasClient client) {
        return new Quotas(
                code -> {
                    try {
                        return OptionalDouble.of(value(client, code));
                    } catch (SdkException e) {
                        return OptionalDouble.empty();
                    }
                });
    }

    /** The account's own, or AWS's where nobody ever asked for another. */
    private static double value(ServiceQuotasClient client, String code) {
        try {
            return client.getServiceQuota(get -> get.serviceCode("ec2").quotaCode(code))
                    .quota()
                    .value();
        } catch (NoSuchResourceException e) {
            return client.getAWSDefaultServiceQuota(get -> get.serviceCode("ec2").quotaCode(code))
                    .quota()
                    .value();
        }
    }

    /**
     * Quotas of Amazon EC2, in vCPUs.
     *
     * @param families of instance types, by their first letters
     */
    private record Group(List<String> families, String onDemand, String spot, String name) {}

    private static final List<Group> GROUPS =
            List.of(
                    new Group(List.of("g", "vt", "gr"), "L-DB2E81BA", "L-3819A6DF", "G and VT"),
                    new Group(List.of("p"), "L-417A185B", "L-7212CCBC", "P"),
                    new Group(
                            List.of("a", "c", "d", "h", "i", "im", "is", "m", "r", "t", "z"),
                            "L-1216C47A",
                            "L-34B43A08",
                            "standard"));

    /** Sentences with remedies; none where the endpoint, or the credentials, cannot tell. */
    List<String> problems(JsonNode template) {
        List<String> problems = new ArrayList<>();
        boolean spot = template.findValue("OnDemandPercentageAboveBaseCapacity") != null;
        Map<String, TreeSet<String>> byGroup = new TreeMap<>();
        for (String type : template.findValuesAsText("InstanceType")) {
            group(type)
                    .ifPresent(
                            group ->
                                    byGroup.computeIfAbsent(group.name, _ -> new TreeSet<>())
                                            .add(type));
        }
        for (Group group : GROUPS) {
            TreeSet<String> types = byGroup.get(group.name);
            if (types != null) {
                int least = types.stream().mapToInt(Quotas::vcpus).min().orElse(1);
                problem(group, group.onDemand, "on-demand", least, types).ifPresent(problems::add);
                if (spot) {
                    problem(group, group.spot, "spot", least, types).ifPresent(problems::add);
                }
            }
        }
        return problems;
    }

    private Optional<String> problem(
            Group group, String code, String market, int least, SortedSet<String> types) {
        OptionalDouble vcpus = quota.apply(code);
        return vcpus.isEmpty() || vcpus.getAsDouble() >= least
                ? Optional.empty()
                : Optional.of(
                        "The quota of %s instances of the family %s is %.0f vCPUs here, and the smallest of %s has %d: none will start. Ask for more: Service Quotas, Amazon EC2, quota %s."
                                .formatted(
                                        market,
                                        group.name,
                                        vcpus.getAsDouble(),
                                        String.join(", ", types),
                                        least,
                                        code));
    }

    private static Optional<Group> group(String type) {
        Matcher matcher = TYPE.matcher(type);
        return matcher.matches()
                ? GROUPS.stream()
                        .filter(group -> group.families.contains(matcher.group(1)))
                        .findFirst()
                : Optional.empty();
    }

    /** By the size in its name, as EC2's types have it: {@code 2xlarge} has eight. */
    private static int vcpus(String type) {
        Matcher matcher = TYPE.matcher(type);
        if (!matcher.matches() || !matcher.group(2).endsWith("xlarge")) {
            return 2;
        }
        String times = matcher.group(3);
        return 4 * (times.isEmpty() ? 1 : Integer.parseInt(times));
    }
}
