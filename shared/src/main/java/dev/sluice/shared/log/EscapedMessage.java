package dev.sluice.shared.log;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** {@code %msg} on one line: what a key or an answer holds cannot begin another, nor open AWS. */
public final class EscapedMessage extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Escapes.in(Secrets.masked(String.valueOf(super.convert(event))));
    }
}
