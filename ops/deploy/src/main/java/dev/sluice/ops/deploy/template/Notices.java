package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Json;
import dev.sluice.ops.deploy.cloudformation.Resource;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.config.Notify;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The topic and the secret by which others are told how jobs end, and what programs need for it.
 */
final class Notices {
    static final String TOPIC = "ResultTopic";
    private static final String SECRET = "WebhookSecret";

    private final FleetConfig config;
    private final Notify notices;
    private final Encryption encryption;

    Notices(FleetConfig config, Encryption encryption) {
        this.config = config;
        this.notices = config.notices();
        this.encryption = encryption;
    }

    void addTo(Stack stack) {
        stack.part("notices");
        if (notices.topic()) {
            topic(
                    stack,
                    TOPIC,
                    config.name() + "-results",
                    encryption.key().orElse("alias/aws/sns"));
            stack.output(TOPIC, "Told of each job's end", Fn.ref(TOPIC));
        }
        if (notices.secret()) {
            stack.add(
                            SECRET,
                            "AWS::SecretsManager::Secret",
                            Body.of(
                                    "Name",
                                    config.name() + "/webhook",
                                    "Description",
                                    "Signs webhooks of the fleet " + config.name(),
                                    "KmsKeyId",
                                    encryption.key(),
                                    "GenerateSecretString",
                                    Body.of("PasswordLength", 48, "ExcludePunctuation", true)))
                    .excuses(
                            "CKV_AWS_149",
                            "Encrypted with a key that AWS keeps unless ownKey asks for one of the"
                                    + " fleet's, which costs.");
        }
    }

    /** One that speaks TLS alone, and to this account's services. */
    static Resource topic(
            Stack stack, String id, String name, @Nullable Object key, Statement... more) {
        List<Statement> statements = new ArrayList<>(List.of(more));
        statements.add(Statement.onlyByTls("sns:Publish", List.of(Fn.ref(id))));
        Resource topic =
                stack.add(
                        id,
                        "AWS::SNS::Topic",
                        Body.of("TopicName", name, "KmsMasterKeyId", Optional.ofNullable(key)));
        stack.add(
                id + "Policy",
                "AWS::SNS::TopicPolicy",
                Body.of(
                        "Topics",
                        List.of(Fn.ref(id)),
                        "PolicyDocument",
                        Statement.policy(statements)));
        return topic;
    }

    /**
     * The programs' settings file as one line of text, with references in it as {@link Fn#sub}
     * takes them; empty if there is nothing to set.
     *
     * @param worker its section {@code worker}
     */
    String settings(Map<String, Object> worker) {
        Map<String, Object> settings = new LinkedHashMap<>(Body.of("worker", worker));
        Map<String, @Nullable Object> notify = new LinkedHashMap<>();
        if (notices.topic()) {
            notify.put("default", Map.of("topic", "\u0000"));
        }
        notify.putAll(notices.section());
        if (!notify.isEmpty()) {
            settings.put("notify", notify);
        }
        return settings.isEmpty()
                ? ""
                : Json.line(settings)
                        .replace("${", "${!") // what a user wrote is no reference
                        .replace("\\u0000", "${%s}".formatted(TOPIC));
    }

    /** What who tells others needs. */
    List<Statement> use() {
        List<Object> topics = new ArrayList<>(notices.all("topic"));
        if (notices.topic()) {
            topics.add(Fn.ref(TOPIC));
        }
        List<Object> queues = new ArrayList<>();
        notices.all("queue").stream().map(Notices::queue).forEach(queues::add);
        List<Object> secrets = new ArrayList<>();
        notices.all("secret").stream()
                .flatMap(name -> parameter(name).stream())
                .forEach(secrets::add);
        List<Object> kept = new ArrayList<>();
        notices.all("secret").stream().flatMap(name -> secret(name).stream()).forEach(kept::add);
        List<Statement> use = new ArrayList<>();
        allow(use, "TellTopics", List.of("sns:Publish", "sns:GetTopicAttributes"), topics);
        allow(
                use,
                "TellQueues",
                List.of("sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"),
                queues);
        allow(use, "ReadSigningSecrets", List.of("ssm:GetParameter"), secrets);
        allow(use, "ReadSecretsBehindThem", List.of("secretsmanager:GetSecretValue"), kept);
        return use;
    }

    private static void allow(
            List<Statement> statements, String sid, List<String> actions, List<Object> resources) {
        if (!resources.isEmpty()) {
            statements.add(Statement.allow(sid, actions, resources));
        }
    }

    /** A name, or the last part of a URL. */
    private static Object queue(String nameOrUrl) {
        return Fn.arnOf("sqs", nameOrUrl.substring(nameOrUrl.lastIndexOf('/') + 1));
    }

    /** Systems Manager reads secrets of Secrets Manager for us, under a name of its own. */
    private static Optional<Object> parameter(String name) {
        if (name.startsWith("ssm:")) {
            String path = name.substring(4);
            return Optional.of(
                    Fn.arnOf("ssm", "parameter" + (path.startsWith("/") ? path : "/" + path)));
        }
        return name.startsWith("secretsmanager:")
                ? Optional.of(
                        Fn.arnOf(
                                "ssm",
                                "parameter/aws/reference/secretsmanager/" + name.substring(15)))
                : Optional.empty();
    }

    /** Its ARN ends with a hyphen and six letters that AWS chooses. */
    private static Optional<Object> secret(String name) {
        return name.startsWith("secretsmanager:")
                ? Optional.of(
                        Fn.arnOf("secretsmanager", "secret:" + name.substring(15) + "-??????"))
                : Optional.empty();
    }
}
