package dev.sluice.dispatcher;

import com.google.inject.Inject;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Iterator;
import java.util.List;

/** From message bodies, each with any number of events, to a verdict on each message. */
final class MessageDispatcher {
    private static final Logger log = LoggerFactory.getLogger(MessageDispatcher.class);
    private static final int SHOWN = 500;

    private final Dispatcher dispatcher;
    private final Tally tally;

    @Inject
    MessageDispatcher(Dispatcher dispatcher, Tally tally) {
        this.dispatcher = dispatcher;
        this.tally = tally;
    }

    /** Whether a message is done with. */
    sealed interface Verdict {
        record Done() implements Verdict {}

        /** No event, and it will never be one. */
        record Malformed(String why) implements Verdict {}

        /** At least one of its events failed for now. */
        record Unavailable(String why) implements Verdict {}
    }

    private record Parsed(List<UploadEvent> events, Verdict verdict) {}

    /**
     * Dispatches the events of all messages together.
     *
     * @return a verdict for each body, in their order
     */
    List<Verdict> dispatch(List<String> bodies) {
        List<Parsed> messages = bodies.stream().map(this::parse).toList();
        Iterator<Fate> fates =
                dispatcher
                        .dispatch(messages.stream().flatMap(m -> m.events().stream()).toList())
                        .iterator();
        return messages.stream().map(message -> verdict(message, fates)).toList();
    }

    private Parsed parse(String body) {
        try {
            return new Parsed(EventParser.parse(body), new Verdict.Done());
        } catch (NotAnEvent e) {
            tally.add("malformed");
            log.warn("Not an S3 event, {}: {}", e.getMessage(), shortened(body));
            return new Parsed(List.of(), new Verdict.Malformed(String.valueOf(e.getMessage())));
        }
    }

    /** Takes the fates of the message's events, as many as it has. */
    private static Verdict verdict(Parsed message, Iterator<Fate> fates) {
        Verdict verdict = message.verdict();
        for (int i = 0; i < message.events().size(); i++) {
            if (fates.next() instanceof Fate.Failed(String why)) {
                verdict = new Verdict.Unavailable(why);
            }
        }
        return verdict;
    }

    private static String shortened(String body) {
        return body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "…";
    }
}
