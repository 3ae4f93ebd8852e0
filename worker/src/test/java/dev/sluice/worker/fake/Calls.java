package dev.sluice.worker.fake;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The outside calls of one test in their order, and what a test makes of them. */
public final class Calls {
    private final List<String> all = new CopyOnWriteArrayList<>();
    private final Map<String, Runnable> events = new ConcurrentHashMap<>();

    /** What happens within every call whose name starts so; an exception is its answer. */
    public void on(String start, Runnable event) {
        events.put(start, event);
    }

    public void fail(String start, RuntimeException answer) {
        on(
                start,
                () -> {
                    throw answer;
                });
    }

    void happens(String call) {
        all.add(call);
        events.forEach(
                (start, event) -> {
                    if (call.startsWith(start)) {
                        event.run();
                    }
                });
    }

    public List<String> all() {
        return all;
    }

    public List<String> starting(String start) {
        return all.stream().filter(call -> call.startsWith(start)).toList();
    }
}
