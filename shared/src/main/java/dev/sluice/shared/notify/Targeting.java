package dev.sluice.shared.notify;

import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.notify.NoticeSettings.Hook;
import dev.sluice.shared.time.Ticker;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

/**
 * Opens the channels that the settings name, and looks that each is there. A service that is out of
 * order keeps no program from starting: what it is to send then is lost and counted, as later.
 */
record Targeting(AwsClients aws, Ticker ticker) implements Notices.Outlets {
    private static final Logger log = LoggerFactory.getLogger(Targeting.class);

    private static final int FORBIDDEN = 403;

    /**
     * @throws StartFailure naming what is missing, and the remedy
     */
    @Override
    public List<Outlet> of(NoticeSettings.Targets targets) {
        return Stream.of(
                        targets.topic().map(this::topic),
                        targets.queue().map(this::queue),
                        targets.webhook().map(this::webhook))
                .flatMap(Optional::stream)
                .<Outlet>map(outlet -> outlet)
                .toList();
    }

    private Outlet topic(String arn) {
        SnsClient sns =
                aws.beside()
                        .sns()
                        .orElseThrow(
                                () ->
                                        new StartFailure(
                                                "notifications go to topic %s, and nothing says where SNS is; set AWS_ENDPOINT_URL_SNS"
                                                        .formatted(arn)));
        try {
            sns.getTopicAttributes(get -> get.topicArn(arn));
        } catch (NotFoundException e) {
            throw new StartFailure(
                    "there is no topic %s; create it (aws sns create-topic), or take it out of notify in SLUICE_CONFIG"
                            .formatted(arn),
                    e);
        } catch (SdkException e) {
            forgive(e, "topic " + arn, "sns:GetTopicAttributes", "SNS");
        }
        return new Topic(sns, arn);
    }

    private Outlet queue(String name) {
        SqsClient sqs = aws.beside().sqs();
        try {
            if (name.contains("/")) {
                sqs.getQueueAttributes(
                        get -> get.queueUrl(name).attributeNames(QueueAttributeName.QUEUE_ARN));
                return new Queue(sqs, name);
            }
            return new Queue(sqs, sqs.getQueueUrl(get -> get.queueName(name)).queueUrl());
        } catch (QueueDoesNotExistException e) {
            throw new StartFailure(
                    "there is no queue %s; create it (aws sqs create-queue), or take it out of notify in SLUICE_CONFIG"
                            .formatted(name),
                    e);
        } catch (SdkException e) {
            boolean found = name.contains("/");
            if (!found && !AwsAnswers.passes(e)) { // its URL is needed
                throw silent(e, "queue " + name, "SQS");
            }
            forgive(e, "queue " + name, "sqs:GetQueueAttributes", "SQS");
            return new Queue(sqs, name);
        }
    }

    /** Whether it is there is not this role's to know; it may send all the same. */
    private static void forgive(SdkException e, String what, String permission, String service) {
        if (AwsAnswers.passes(e)) {
            log.warn("whether {} is there cannot be told now: {}", what, e.getMessage());
        } else if (e instanceof AwsServiceException said && said.statusCode() == FORBIDDEN) {
            log.warn("whether {} is there cannot be told without {}", what, permission);
        } else {
            throw silent(e, what, service);
        }
    }

    private static StartFailure silent(SdkException e, String what, String service) {
        return new StartFailure(
                "%s does not answer for %s: %s; check AWS_ENDPOINT_URL_%s, AWS_REGION and the credentials"
                        .formatted(service, what, e.getMessage(), service),
                e);
    }

    private Outlet webhook(Hook hook) {
        Secrets secrets =
                new Secrets(
                        () -> aws.beside().ssm(),
                        name -> Optional.ofNullable(System.getenv(name)).orElse(""),
                        ticker);
        return new Webhook(
                hook.url(),
                secrets.open(hook.secret()),
                new AddressGuard(hook.opened(), hook.loopback(), SystemDefaultDnsResolver.INSTANCE),
                InstantSource.system(),
                tls());
    }

    /** The JVM's: its trust store may be another by {@code javax.net.ssl.trustStore}. */
    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new StartFailure(
                    "this JVM has no TLS: " + e.getMessage() + "; check javax.net.ssl.trustStore",
                    e);
        }
    }
}
