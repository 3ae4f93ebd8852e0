package dev.sluice.dispatcher;

import com.google.inject.Inject;

import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.trace.TraceContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** From message bodies, each with any number of events, to what is to become of each message. */
final class MessageDispatcher {
    private static final Logger log = LoggerFactory.getLogger(MessageDispatcher.class);

    /** Characters of a malformed record; S3's own have about 700. */
    private static final int SHOWN = 2000;

    private final Dispatcher dispatcher;
    private final Counts counts;
    private final Summary summary;
    private final Rejections rejections;

    @Inject
    MessageDispatcher(
            Dispatcher dispatcher, Counts counts, Summary summary, Rejections rejections) {
        this.dispatcher = dispatcher;
        this.counts = counts;
        this.summary = summary;
        this.rejections = rejections;
    }

    /** Whether a message is done with. */
    sealed interface Answer {
        record Done() implements Answer {}

        /**
         * All its good records are dispatched, and others can never be: it need not come again,
         * which would send jobs that still wait once more.
         */
        record Partly(String why) implements Answer {}

        /** No good record, and there will never be one: it is to end where somebody looks. */
        record Malformed(String why) implements Answer {}

        /** At least one of its events failed for now. */
        record Unavailable(String why) implements Answer {}
    }

    /**
     * A message as it came.
     *
     * @param trace X-Ray's header beside the body
     */
    record Envelope(String body, Optional<String> trace) {
        Envelope(Received message) {
            this(message.body(), message.trace());
        }
    }

    private record Message(List<S3Record.Event> events, Answer answer) {}

    /**
     * Dispatches the events of all messages together.
     *
     * @return an answer for each message, in their order
     */
    List<Answer> dispatch(List<Envelope> envelopes) {
        List<Message> messages = envelopes.stream().map(this::read).toList();
        List<Fate> fates =
                dispatcher.dispatch(messages.stream().flatMap(m -> m.events().stream()).toList());
        rejections.tell(fates);
        Iterator<Fate> each = fates.iterator();
        List<Answer> answers = messages.stream().map(message -> answer(message, each)).toList();
        summary.say();
        return answers;
    }

    private Message read(Envelope envelope) {
        try {
            Optional<TraceContext> trace = envelope.trace().flatMap(TraceContext::ofXRay);
            return sorted(EventReader.read(envelope.body()), trace);
        } catch (NotAnEvent e) {
            malformed(String.valueOf(e.getMessage()), envelope.body());
            return new Message(List.of(), new Answer.Malformed(String.valueOf(e.getMessage())));
        }
    }

    private Message sorted(List<S3Record> records, Optional<TraceContext> trace) {
        List<S3Record.Event> events = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (S3Record each : records) {
            switch (each) {
                case S3Record.Event event -> events.add(event.in(trace));
                case S3Record.Other() -> counts.add("other");
                case S3Record.Malformed(String why, String text) -> {
                    reasons.add(why);
                    malformed(why, text);
                }
            }
        }
        if (reasons.isEmpty()) {
            return new Message(events, new Answer.Done());
        }
        String why = String.join("; ", reasons);
        return new Message(
                events,
                reasons.size() < records.size()
                        ? new Answer.Partly(why)
                        : new Answer.Malformed(why));
    }

    private void malformed(String why, String text) {
        counts.add("malformed");
        log.warn("Not an S3 event, {}: {}", why, shortened(text));
    }

    /** Takes the fates of the message's events, as many as it has. */
    private static Answer answer(Message message, Iterator<Fate> fates) {
        Answer answer = message.answer();
        for (int i = 0; i < message.events().size(); i++) {
            if (fates.next() instanceof Fate.Failed(String why)) {
                answer = new Answer.Unavailable(why);
            }
        }
        return answer;
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
