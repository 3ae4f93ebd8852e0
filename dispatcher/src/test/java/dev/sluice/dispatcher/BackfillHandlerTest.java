package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class BackfillHandlerTest {
    private final List<Duration> looks = new ArrayList<>();

    private void invoke(Duration left) {
        new BackfillHandler(
                        longest -> {
                            looks.add(longest);
                            return true;
                        })
                .handleRequest(
                        InputStream.nullInputStream(),
                        OutputStream.nullOutputStream(),
                        new LambdaHandlerTest.NoContext() {
                            @Override
                            public int getRemainingTimeInMillis() {
                                return (int) left.toMillis();
                            }
                        });
    }

    @Test
    void rule6_theBackfillStopsBeforeLambdaWouldCutItOff() {
        invoke(Duration.ofMinutes(15));
        assertThat(looks).containsExactly(Duration.ofMinutes(15).minusSeconds(20));
    }

    @Test
    void withoutTimeNothingIsBegun() {
        invoke(Duration.ofSeconds(10));
        assertThat(looks).isEmpty();
    }
}
