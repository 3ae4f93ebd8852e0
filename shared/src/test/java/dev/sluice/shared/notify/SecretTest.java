package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.SsmException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

class SecretTest {
    private static final SecretName NAME = SecretName.parse("ssm:/hooks/acme").orElseThrow();

    private final HandSetClock clock = new HandSetClock();
    private final List<String> asked = new ArrayList<>();
    private String stored = "first";

    private Secret secret(Supplier<String> store) {
        return new Secret(NAME, store.get(), store, Runnable::run, clock);
    }

    private String read() {
        asked.add(stored);
        return stored;
    }

    @Test
    void itIsReadOnceInFiveMinutesAndOnlyIfItIsUsed() {
        Secret secret = secret(this::read);
        for (int i = 0; i < 100; i++) {
            assertThat(secret.values()).containsExactly("first");
        }
        assertThat(asked).hasSize(1);

        clock.advance(Secret.FRESH);
        assertThat(secret.values()).containsExactly("first");
        assertThat(asked).hasSize(2);
    }

    @Test
    void whenItIsChangedBothAreUsedForADay() {
        Secret secret = secret(this::read);
        stored = "second";
        clock.advance(Secret.FRESH);

        assertThat(secret.values()).containsExactly("second", "first");
        clock.advance(Secret.OVERLAP);
        assertThat(secret.values()).containsExactly("second");
    }

    @Test
    void aRefusalHasItReadAnewButNotMoreOftenThanTwiceAMinute() {
        Secret secret = secret(this::read);
        List<String> signedWith = secret.values();
        assertThat(secret.refused(signedWith)).as("just read, so nobody knows").isTrue();
        assertThat(asked).hasSize(1);

        clock.advance(Secret.SOONEST);
        assertThat(secret.refused(signedWith)).as("unchanged").isFalse();
        stored = "second";
        assertThat(secret.refused(signedWith)).as("too soon, so nobody knows").isTrue();
        assertThat(asked).hasSize(2);
        clock.advance(Secret.SOONEST);
        assertThat(secret.refused(signedWith)).as("changed").isTrue();
        assertThat(secret.values()).containsExactly("second", "first");
        assertThat(asked).hasSize(3);
    }

    /** Many calls are under way when it is changed, and one of them has it read anew. */
    @Test
    void whoSignedWithTheOldOneTriesAgainWhoeverReadTheNew() {
        Secret secret = secret(this::read);
        List<String> signedWith = secret.values();
        stored = "second";
        clock.advance(Secret.SOONEST);

        assertThat(secret.refused(signedWith)).as("the one that reads").isTrue();
        clock.advance(Secret.SOONEST);
        assertThat(secret.refused(signedWith)).as("a slow one").isTrue();
        assertThat(asked).as("what it signed with is known to be old").hasSize(2);
        assertThat(secret.refused(secret.values())).as("the new one is refused, too").isFalse();
    }

    @Test
    void aStoreThatIsAwayDoesNotMakeARefusalFinal() {
        boolean[] away = {false};
        Secret secret =
                secret(
                        () -> {
                            if (away[0]) {
                                throw new IllegalStateException("the store is away");
                            }
                            return "first";
                        });
        away[0] = true;
        clock.advance(Secret.SOONEST);

        assertThat(secret.refused(secret.values())).isTrue();
    }

    /** Whoever signs holds a job's lease. */
    @Test
    void nobodyWaitsWhileItIsReadAnew() {
        List<Runnable> beside = new ArrayList<>();
        Secret secret = new Secret(NAME, "first", this::read, beside::add, clock);
        stored = "second";
        clock.advance(Secret.FRESH);

        assertThat(secret.values()).containsExactly("first");
        assertThat(secret.values()).containsExactly("first");
        assertThat(asked).isEmpty();
        assertThat(beside).hasSize(1);
        beside.getFirst().run();
        assertThat(secret.values()).containsExactly("second", "first");
    }

    @Test
    void oneWhoseStoreWasOutOfOrderAtTheStartIsReadLater() {
        Secret secret = new Secret(NAME, "", this::read, Runnable::run, clock);
        assertThat(secret.values()).isEmpty();

        clock.advance(Secret.SOONEST);
        assertThat(secret.values()).containsExactly("first");
    }

    @Test
    void oneThatCannotBeReadAnewIsUsedOn() {
        boolean[] away = {false};
        Secret secret =
                secret(
                        () -> {
                            if (away[0]) {
                                throw new IllegalStateException("the store is away");
                            }
                            return "first";
                        });
        away[0] = true;
        clock.advance(Secret.FRESH);

        assertThat(secret.values()).containsExactly("first");
    }

    private static final class OneParameter implements SsmClient {
        private final List<GetParameterRequest> requests = new ArrayList<>();

        @Override
        public GetParameterResponse getParameter(GetParameterRequest get) {
            requests.add(get);
            if (get.name().contains("outage")) {
                throw SsmException.builder().message("sorry").statusCode(503).build();
            }
            if (get.name().contains("absent")) {
                throw ParameterNotFoundException.builder().message("no such parameter").build();
            }
            return GetParameterResponse.builder().parameter(p -> p.value("kept")).build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    @Test
    void eachStoreIsAskedInItsWay() {
        OneParameter ssm = new OneParameter();
        Secrets secrets =
                new Secrets(
                        () -> Optional.of(ssm),
                        name -> Map.of("HOOK", "here").getOrDefault(name, ""),
                        clock);

        assertThat(secrets.open(named("ssm:/hooks/acme")).values()).containsExactly("kept");
        assertThat(secrets.open(named("secretsmanager:acme")).values()).containsExactly("kept");
        assertThat(secrets.open(named("env:HOOK")).values()).containsExactly("here");

        assertThat(ssm.requests)
                .allMatch(GetParameterRequest::withDecryption)
                .extracting(GetParameterRequest::name)
                .containsExactly("/hooks/acme", "/aws/reference/secretsmanager/acme");
    }

    @Test
    void oneThatIsNotThereKeepsAProgramFromStarting() {
        Secrets secrets = new Secrets(() -> Optional.of(new OneParameter()), _ -> "", clock);
        Secrets nowhere = new Secrets(Optional::empty, _ -> "", clock);

        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> secrets.open(named("ssm:/absent")))
                .withMessageContainingAll("ssm:/absent cannot be read", "ssm:GetParameter");
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> secrets.open(named("env:NOBODY")))
                .withMessageContaining("env:NOBODY is not set or empty");
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> nowhere.open(named("ssm:/hooks/acme")))
                .withMessageContaining("AWS_ENDPOINT_URL_SSM");
    }

    @Test
    void aStoreThatIsOutOfOrderKeepsNoProgramFromStarting() {
        Secrets secrets = new Secrets(() -> Optional.of(new OneParameter()), _ -> "", clock);

        assertThat(secrets.open(named("ssm:/outage")).values()).isEmpty();
    }

    @Test
    void itIsNeverPrinted() {
        assertThat(secret(() -> "hush").toString()).doesNotContain("hush");
    }

    private static SecretName named(String text) {
        return SecretName.parse(text).orElseThrow();
    }
}
