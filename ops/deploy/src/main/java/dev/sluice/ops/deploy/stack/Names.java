package dev.sluice.ops.deploy.stack;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.deploy.stack.StackChange.Action;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the names of new buckets and tables are free. CloudFormation would find out in the middle
 * of its work, and undo all of it.
 */
final class Names {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int MOVED = 301;
    private static final int ASK_OTHERWISE = 400;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9:]+)}");

    private final S3Client s3;
    private final DynamoDbClient dynamodb;
    private final Account account;

    Names(S3Client s3, DynamoDbClient dynamodb, Account account) {
        this.s3 = s3;
        this.dynamodb = dynamodb;
        this.account = account;
    }

    /**
     * @param plan in which what is there already is taken over instead of made
     * @param problems sentences with remedies
     */
    record Checked(Plan plan, List<String> problems) {}

    Checked check(Plan plan, Desired desired) {
        JsonNode resources = Stacks.json(desired.template()).path("Resources");
        List<StackChange> changes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (StackChange change : plan.changes()) {
            JsonNode resource = resources.path(change.name());
            Optional<String> name = named(change) ? name(resource, desired) : Optional.empty();
            switch (name.map(each -> taken(change.type(), each)).orElseGet(Free::new)) {
                case Free() -> changes.add(change);
                case Ours() -> {
                    boolean fresh = plan.source() == Plan.Source.NEW; // CloudFormation's rule
                    boolean stays = resource.path("DeletionPolicy").asText().startsWith("Retain");
                    changes.add(fresh ? takenOver(change, name.orElseThrow()) : change);
                    if (!fresh || !stays) {
                        problems.add(
                                "The %s %s is there already and not the stack's: remove it, or choose another name in fleet.yaml."
                                        .formatted(
                                                Kind.of(change.type()).one(), name.orElseThrow()));
                    }
                }
                case Foreign(String why) -> problems.add(why);
            }
        }
        return new Checked(new Plan(plan.stack(), plan.source(), changes), problems);
    }

    /** Whether it will be made under a name that it has not had. */
    private static boolean named(StackChange change) {
        return switch (change.action()) {
            case ADD -> true;
            case REPLACE, PERHAPS_REPLACE ->
                    change.what().contains("BucketName") || change.what().contains("TableName");
            case TAKE_OVER, CHANGE, REMOVE -> false;
        };
    }

    private static StackChange takenOver(StackChange change, String name) {
        return new StackChange(Action.TAKE_OVER, change.name(), change.type(), List.of(name));
    }

    /** Who has a name. */
    private sealed interface Taken {}

    private record Free() implements Taken {}

    private record Ours() implements Taken {}

    private record Foreign(String why) implements Taken {}

    private Taken taken(String type, String name) {
        return type.equals("AWS::S3::Bucket") ? bucket(name) : table(name);
    }

    private Taken bucket(String name) {
        try {
            s3.headBucket(head -> head.bucket(name).expectedBucketOwner(account.number()));
            return new Ours();
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case NOT_FOUND -> new Free();
                case FORBIDDEN ->
                        new Foreign(
                                "Bucket %s belongs to another account, or these credentials may not look at it (names are the world's): choose another in fleet.yaml."
                                        .formatted(name));
                case MOVED, ASK_OTHERWISE ->
                        new Foreign(
                                "Bucket %s is in another region than %s: choose another name, or that region, in fleet.yaml."
                                        .formatted(name, account.region()));
                default -> throw e;
            };
        }
    }

    private Taken table(String name) {
        try {
            dynamodb.describeTable(describe -> describe.tableName(name));
            return new Ours();
        } catch (ResourceNotFoundException e) {
            return new Free();
        }
    }

    /** As the template gives it; empty where CloudFormation makes one up. */
    private Optional<String> name(JsonNode resource, Desired desired) {
        JsonNode properties = resource.path("Properties");
        JsonNode name =
                switch (resource.path("Type").asText()) {
                    case "AWS::S3::Bucket" -> properties.path("BucketName");
                    case "AWS::DynamoDB::Table" -> properties.path("TableName");
                    default -> properties.path("");
                };
        if (name.isTextual()) {
            return Optional.of(name.asText());
        }
        if (name.path("Ref").isTextual()) {
            return Optional.ofNullable(value(name.path("Ref").asText(), desired.parameters()));
        }
        return name.path("Fn::Sub").isTextual()
                ? substituted(name.path("Fn::Sub").asText(), desired.parameters())
                : Optional.empty();
    }

    private Optional<String> substituted(String text, Map<String, String> parameters) {
        StringBuilder name = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            String value = value(matcher.group(1), parameters);
            if (value == null) {
                return Optional.empty();
            }
            matcher.appendReplacement(name, Matcher.quoteReplacement(value));
        }
        return Optional.of(matcher.appendTail(name).toString());
    }

    private @org.jspecify.annotations.Nullable String value(
            String variable, Map<String, String> parameters) {
        return switch (variable) {
            case "AWS::AccountId" -> account.number();
            case "AWS::Region" -> account.region();
            default -> parameters.get(variable);
        };
    }
}
