package dev.sluice.dispatcher;

import com.google.inject.Inject;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** From message bodies, each with any number of events, to a verdict on each message. */
final class MessageDispatcher {
    private static final Logger log = LoggerFactory.getLogger(MessageDispatcher.class);

    /** Characters of a malformed record; S3's own have about 700. */
    private static final int SHOWN = 2000;

    private final Dispatcher dispatcher;
    private final Tally tally;
    private final Summary summary;

    @Inject
    MessageDispatcher(Dispatcher dispatcher, Tally tally, Summary summary) {
        this.dispatcher = dispatcher;
        this.tally = tally;
        this.summary = summary;
    }

    /** Whether a message is done with. */
    sealed interface Verdict {
        record Done() implements Verdict {}

        /**
         * All its good records are dispatched, and others can never be: it need not come again,
         * which would send jobs that still wait once more.
         */
        record Partly(String why) implements Verdict {}

        /** No good record, and there will never be one: it is to end where somebody looks. */
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
        List<Verdict> verdicts = messages.stream().map(message -> verdict(message, fates)).toList();
        summary.say();
        return verdicts;
    }

    private Parsed parse(String body) {
        try {
            return sorted(EventParser.parse(body));
        } catch (NotAnEvent e) {
            malformed(String.valueOf(e.getMessage()), body);
            return new Parsed(List.of(), new Verdict.Malformed(String.valueOf(e.getMessage())));
        }
    }

    private Parsed sorted(List<S3Event> records) {
        List<UploadEvent> uploads = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (S3Event each : records) {
            switch (each) {
                case S3Event.Created(UploadEvent upload) -> uploads.add(upload);
                case S3Event.Removed() -> tally.add("removed");
                case S3Event.Other() -> tally.add("other");
                case S3Event.Malformed(String why, String text) -> {
                    reasons.add(why);
                    malformed(why, text);
                }
            }
        }
        if (reasons.isEmpty()) {
            return new Parsed(uploads, new Verdict.Done());
        }
        String why = String.join("; ", reasons);
        return new Parsed(
                uploads,
                reasons.size() < records.size()
                        ? new Verdict.Partly(why)
                        : new Verdict.Malformed(why));
    }

    private void malformed(String why, String text) {
        tally.add("malformed");
        log.warn("Not an S3 event, {}: {}", why, shortened(text));
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

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
