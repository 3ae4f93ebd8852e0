package dev.sluice.shared.notify;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where secrets are read.
 *
 * @param ssm absent where nothing says where it is; opened for whoever needs it
 * @param environment its value of a variable; empty if it is not set
 */
record Secrets(
        Supplier<Optional<SsmClient>> ssm, Function<String, String> environment, Ticker ticker) {
    private static final Logger log = LoggerFactory.getLogger(Secrets.class);

    /** Secrets Manager, as Systems Manager reads it. */
    private static final String REFERENCE = "/aws/reference/secretsmanager/";

    /**
     * Reads one for the first time. If its store is out of order, it is read again when it is used.
     *
     * @throws StartFailure if it is not there, or not for us
     */
    Secret open(SecretName name) {
        Supplier<String> store =
                switch (name.store()) {
                    case ENV -> () -> environment.apply(name.name());
                    case SSM -> parameter(name, name.name());
                    case SECRETSMANAGER -> parameter(name, REFERENCE + name.name());
                };
        return new Secret(
                name,
                first(name, store),
                store,
                task -> Thread.ofVirtual().name("webhook-secret").start(task),
                ticker);
    }

    private static String first(SecretName name, Supplier<String> store) {
        String first;
        try {
            first = store.get();
        } catch (SdkException e) {
            if (AwsAnswers.passes(e)) {
                log.warn(
                        "the webhook's secret {} cannot be read now, and until it can nothing is"
                                + " sent: {}",
                        name,
                        e.getMessage());
                return "";
            }
            throw new StartFailure(
                    "the webhook's secret %s cannot be read: %s; create it, allow this role ssm:GetParameter (and kms:Decrypt, secretsmanager:GetSecretValue), or name another under notify"
                            .formatted(name, e.getMessage()),
                    e);
        }
        if (first.isEmpty()) {
            throw new StartFailure("the webhook's secret %s is not set or empty".formatted(name));
        }
        return first;
    }

    private Supplier<String> parameter(SecretName name, String parameter) {
        SsmClient client =
                ssm.get()
                        .orElseThrow(
                                () ->
                                        new StartFailure(
                                                "the webhook's secret %s is kept by Systems Manager, and nothing says where that is; set AWS_ENDPOINT_URL_SSM"
                                                        .formatted(name)));
        return () ->
                client.getParameter(get -> get.name(parameter).withDecryption(true))
                        .parameter()
                        .value();
    }
}
