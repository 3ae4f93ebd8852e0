package dev.sluice.ops.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ops.api.tokens.Token;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class DoorTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger lookUps = new AtomicInteger();
    private final Map<String, Token> tokens = new HashMap<>();

    private final Holders holders =
            new Holders(
                    id -> {
                        lookUps.incrementAndGet();
                        return Optional.ofNullable(tokens.get(id));
                    },
                    nanos::get);

    private static Token token(String id, int perSecond) {
        return new Token(
                id,
                "acme",
                "",
                perSecond,
                Instant.EPOCH,
                "digest",
                Optional.empty(),
                Optional.empty());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aLimitLetsTwiceItsRateThroughAtOnceAndThenItsRate() {
        RateLimit limit = new RateLimit(5, nanos::get);
        for (int i = 0; i < 10; i++) {
            assertThat(limit.take()).isZero();
        }
        assertThat(limit.take()).isEqualTo(Duration.ofMillis(200));
        pass(Duration.ofMillis(200));
        assertThat(limit.take()).isZero();
        assertThat(limit.take()).isPositive();
        pass(Duration.ofDays(1));
        for (int i = 0; i < 10; i++) {
            assertThat(limit.take()).isZero();
        }
        assertThat(limit.take()).isPositive();
    }

    @Test
    void aTokenIsLookedUpOnceInAWhile() {
        tokens.put("a", token("a", 1));
        assertThat(holders.of("a").token()).isPresent();
        holders.of("a");
        assertThat(lookUps).hasValue(1);
        tokens.clear();
        pass(Holders.FRESH);
        assertThat(holders.of("a").token()).as("revoked meanwhile").isEmpty();
        assertThat(lookUps).hasValue(2);
    }

    @Test
    void aFreshLookUpDoesNotGiveNewCalls() {
        tokens.put("a", token("a", 1));
        holders.of("a").calls().take();
        holders.of("a").calls().take();
        assertThat(holders.of("a").calls().take()).isPositive();
        RateLimit before = holders.of("a").calls();
        pass(Holders.FRESH);
        assertThat(holders.of("a").calls()).isSameAs(before);
    }

    @Test
    void whoGuessesTokensCostsFewLookUps() {
        tokens.put("a", token("a", 1));
        holders.of("a");
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 1000; i++) {
                                holders.of("guess" + i);
                            }
                        })
                .isInstanceOf(Refused.class)
                .hasMessageContaining("unknown tokens");
        assertThat(lookUps.get()).isLessThan(50);
        pass(Holders.FRESH);
        assertThat(holders.of("a").token()).as("others go on").isPresent();
    }

    @Test
    void workThatTakesTooLongIsAnsweredAndGoesOn() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (Promptly promptly = new Promptly(Duration.ofMillis(1))) {
            Answer answer =
                    promptly.answer(
                            () -> {
                                end.await();
                                ended.countDown();
                                return Answer.nothing();
                            },
                            () -> Answer.of(202, "later"));
            assertThat(answer.status()).isEqualTo(202);
            end.countDown();
            ended.await();
        }
        assertThat(Promptly.LIMIT).isLessThan(Duration.ofSeconds(29));
    }
}
