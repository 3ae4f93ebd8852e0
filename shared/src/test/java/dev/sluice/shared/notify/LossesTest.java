package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

import java.util.List;

@Isolated
class LossesTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Losses.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final HandSetClock clock = new HandSetClock();
    private final Losses losses =
            new Losses(new Channel(Channel.Kind.WEBHOOK, "hooks.example.com"), clock);

    @BeforeEach
    void listen() {
        log.start();
        logger.setAdditive(false);
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void lossesAreToldOnceAMinuteWithTheirNumberAndTheLastCause() {
        for (int i = 0; i < 1000; i++) {
            losses.add(Told.completed("a"), "it answered 500");
        }
        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("1 notifications to webhook hooks.example.com are lost, ")
                .contains("scans, " + Told.completed("a").id() + ": it answered 500");

        clock.advance(Losses.PERIOD);
        losses.add(Told.completed("b"), "no answer");
        losses.close();
        losses.close();

        assertThat(lines()).hasSize(2);
        assertThat(lines().getLast()).startsWith("1000 notifications").contains("no answer");
    }

    @Test
    void whatNoLineHasToldOfIsToldAtTheEnd() {
        losses.add(Told.completed("a"), "it answered 500");
        losses.add(Told.completed("b"), "it answered 500");
        losses.close();

        assertThat(lines().getLast()).startsWith("1 notifications").contains("it answered 500");
    }
}
