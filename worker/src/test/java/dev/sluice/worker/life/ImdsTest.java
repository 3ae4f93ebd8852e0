package dev.sluice.worker.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.testing.SimulatedInstance;
import dev.sluice.worker.life.Metadata.NoAnswer;
import dev.sluice.worker.life.Metadata.NoAnswer.Kind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;

/** The SDK's client and our use of it, over HTTP. */
class ImdsTest {
    private final SimulatedInstance instance = new SimulatedInstance("i-1");
    private final Imds imds = new Imds(instance.endpoint());

    @AfterEach
    void close() {
        imds.close();
        instance.close();
    }

    @Test
    void itemsComeByOneToken() throws NoAnswer {
        assertThat(imds.item("instance-id")).contains("i-1");
        assertThat(imds.item("spot/instance-action")).isEmpty();
        instance.target("InService");
        assertThat(imds.item("autoscaling/target-lifecycle-state")).contains("InService");

        assertThat(instance.given()).isEqualTo(1);
    }

    @Test
    void aTokenThatIsNoLongerGoodIsReplacedWhateverTheClockSays() throws NoAnswer {
        imds.item("instance-id");
        instance.expireTokens();

        assertThat(imds.item("instance-id")).contains("i-1");
        assertThat(instance.given()).isEqualTo(2);
    }

    /** Before its first answer, too: it is an instance whose service is in trouble. */
    @Test
    void aServiceInTroubleIsToldFromNoInstance() {
        instance.breakOff("instance-id");

        assertThat(failure(imds).kind()).isEqualTo(Kind.SILENT);
    }

    @Test
    void aRefusedTokenIsToldFromNoInstance() {
        instance.tokens(SimulatedInstance.Tokens.REFUSED);

        assertThat(failure(imds).kind()).isEqualTo(Kind.NO_TOKEN);
    }

    @Test
    void aTokenLostAtTheHopLimitIsToldFromNoInstance() {
        instance.tokens(SimulatedInstance.Tokens.LOST);

        assertThat(failure(imds).kind()).isEqualTo(Kind.NO_TOKEN);
    }

    @Test
    void nobodyThereIsNoInstance() {
        URI nowhere = instance.endpoint();
        instance.close();
        try (Imds none = new Imds(nowhere)) {
            assertThat(failure(none).kind()).isEqualTo(Kind.NO_INSTANCE);
        }
    }

    /** Other clouds answer at the same address. */
    @Test
    void somebodyElseThereIsNoInstance() {
        try (Imds other = new Imds(instance.endpoint().resolve("/elsewhere"))) {
            assertThat(failure(other).kind()).isEqualTo(Kind.NO_INSTANCE);
        }
    }

    @Test
    void oneThatFallsSilentIsAnInstanceStill() throws NoAnswer {
        imds.item("instance-id");
        instance.delay(Duration.ofMinutes(1));

        assertThatThrownBy(() -> imds.item("instance-id"))
                .isInstanceOfSatisfying(
                        NoAnswer.class, e -> assertThat(e.kind()).isEqualTo(Kind.SILENT));
    }

    private static NoAnswer failure(Imds imds) {
        return catchThrowableOfType(NoAnswer.class, () -> imds.item("instance-id"));
    }
}
