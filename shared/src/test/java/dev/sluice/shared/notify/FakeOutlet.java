package dev.sluice.shared.notify;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what is sent, and answers as a test says. */
final class FakeOutlet implements Outlet {
    /** What a receiver does. */
    interface Receiver {
        Answer receive(Notification notification, Duration within) throws InterruptedException;
    }

    final List<List<String>> sent = new CopyOnWriteArrayList<>();
    volatile Receiver receiver = (_, _) -> new Answer.Sent();
    volatile boolean closed;

    private final Channel.Kind kind;
    private final int batch;

    FakeOutlet(Channel.Kind kind, int batch) {
        this.kind = kind;
        this.batch = batch;
    }

    @Override
    public Channel channel() {
        return new Channel(kind, "fake");
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public int calls() {
        return 4;
    }

    @Override
    public List<Answer> send(List<Notification> all, Duration within) throws InterruptedException {
        sent.add(all.stream().map(Notification::id).toList());
        List<Answer> answers = new java.util.ArrayList<>();
        for (Notification each : all) {
            answers.add(receiver.receive(each, within));
        }
        return answers;
    }

    @Override
    public void close() {
        closed = true;
    }
}
