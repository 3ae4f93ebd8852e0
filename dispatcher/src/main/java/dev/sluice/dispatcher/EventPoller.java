package dev.sluice.dispatcher;

import com.google.inject.Inject;

import dev.sluice.dispatcher.MessageDispatcher.Answer;
import dev.sluice.dispatcher.MessageDispatcher.Envelope;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.time.Backoff;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Handles what is received from the events queue. A message is deleted when all that it tells and
 * that can be dispatched is; any other is hidden for a while that doubles, and comes back until the
 * queue moves it to its dead-letter queue.
 */
final class EventPoller implements PollLoop.Handler {
    private static final Logger log = LoggerFactory.getLogger(EventPoller.class);

    private final WorkQueue queue;
    private final MessageDispatcher dispatcher;
    private final Backoff backoff;

    @Inject
    EventPoller(JobQueues queues, MessageDispatcher dispatcher, @Retries Backoff backoff) {
        this.queue = queues.events();
        this.dispatcher = dispatcher;
        this.backoff = backoff;
    }

    @Override
    public Optional<String> handle(List<Received> messages) {
        List<Answer> answers = dispatcher.dispatch(messages.stream().map(Envelope::new).toList());
        List<Received> done = new ArrayList<>();
        Optional<String> trouble = Optional.empty();
        int unavailable = 0;
        for (int i = 0; i < messages.size(); i++) {
            switch (answers.get(i)) {
                case Answer.Done() -> done.add(messages.get(i));
                case Answer.Partly(String ignored) -> done.add(messages.get(i));
                case Answer.Malformed(String ignored) -> hide(messages.get(i));
                case Answer.Unavailable(String why) -> {
                    hide(messages.get(i));
                    trouble = Optional.of(why);
                    unavailable++;
                }
            }
        }
        // A delete that failed brings the message back, which finds its rows and does no harm.
        queue.delete(done);
        if (unavailable < messages.size()) {
            if (trouble.isPresent()) {
                log.warn("{} messages come again: {}", unavailable, trouble.get());
            }
            return Optional.empty();
        }
        return trouble;
    }

    private void hide(Received message) {
        Duration delay = backoff.after(message.receiveCount()).plusSeconds(1);
        queue.hide(List.of(message), delay);
    }
}
