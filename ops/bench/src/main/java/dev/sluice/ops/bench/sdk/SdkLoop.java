package dev.sluice.ops.bench.sdk;

import dev.sluice.ops.bench.stand.CpuClock;
import dev.sluice.ops.bench.stand.ThreadCpu;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.JobCodec.NotAJob;

import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The calls that a worker makes for its jobs, and nothing else: the least that any worker on this
 * SDK can cost. Kind by kind, so that each has its own figure: receives of ten, then for each job a
 * conditional GET, the result's conditional PUT and the row's conditional update, then deletes of
 * ten. Requests are built outside the measured time.
 *
 * <p>CPU is this whole process's, garbage collection and the SDK's own threads included; nothing
 * else should run in it meanwhile.
 */
final class SdkLoop {
    private final Calls calls;
    private final Place place;
    private final Tally tally = new Tally();

    private SdkLoop(Calls calls, Place place) {
        this.calls = calls;
        this.place = place;
    }

    /**
     * Works off messages of the queue. Calls that fail are counted, not repeated.
     *
     * @throws IOException if the queue holds fewer messages than the plan needs
     */
    static CpuPerJob measure(Calls calls, Place place, Plan plan)
            throws IOException, InterruptedException {
        SdkLoop loop = new SdkLoop(calls, place);
        for (int round = 0; round < plan.warmUp(); round++) {
            loop.round();
        }
        loop.tally.forget();
        for (int round = 0; round < plan.measured(); round++) {
            loop.round();
        }
        return loop.tally.perJob(plan.measured() * Plan.ROUND);
    }

    private void round() throws IOException, InterruptedException {
        Queue<Message> received = new ConcurrentLinkedQueue<>();
        tally.receive += receive(received);
        Work work;
        try {
            work = Work.on(List.copyOf(received), place, new WorkerRequests(place.table()));
        } catch (NotAJob e) {
            throw new IOException("something else sends to this queue", e);
        }
        tally.get += each(work.gets().size(), i -> calls.get(work.gets().get(i)));
        tally.put +=
                each(
                        work.puts().size(),
                        i -> {
                            calls.put(work.puts().get(i), WorkerRequests.DOCUMENT);
                            return i;
                        });
        tally.update +=
                each(
                        work.updates().size(),
                        i -> {
                            calls.update(work.updates().get(i));
                            return i;
                        });
        tally.delete +=
                each(
                        work.deletes().size(),
                        i -> {
                            calls.delete(work.deletes().get(i));
                            return i;
                        });
    }

    private long receive(Queue<Message> received) throws IOException, InterruptedException {
        ReceiveMessageRequest request = WorkerRequests.receive(place.queueUrl());
        long cpu = each(Plan.ROUND / WorkQueue.BATCH, i -> received.addAll(calls.receive(request)));
        if (received.size() < Plan.ROUND * 9 / 10) {
            throw new IOException(
                    "only %d of %d messages came; %d calls failed: %s"
                            .formatted(received.size(), Plan.ROUND, tally.failed, tally.failure));
        }
        return cpu;
    }

    private interface One {
        Object call(int i) throws Exception;
    }

    /** CPU-nanoseconds of some calls, so many at a time. */
    private long each(int count, One one) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Callable<Void> caller =
                () -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        try {
                            var _ = one.call(i);
                        } catch (Exception e) { // what fails how is a finding
                            tally.failed(e);
                        }
                    }
                    return null;
                };
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            ThreadCpu threads = ThreadCpu.of(ProcessHandle.current().pid());
            long begun = CpuClock.now().toNanos();
            List<Future<Void>> ends =
                    IntStream.range(0, Plan.CALLERS).mapToObj(i -> callers.submit(caller)).toList();
            for (Future<Void> end : ends) {
                end.get();
            }
            long used = CpuClock.now().toNanos() - begun;
            ThreadCpu after = ThreadCpu.of(ProcessHandle.current().pid());
            tally.jit += Window.jit(after.since(threads)).toNanos();
            return used;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static final class Tally {
        long get;
        long put;
        long update;
        long receive;
        long delete;
        long jit;
        int failed;
        String failure = "";

        void forget() {
            get = put = update = receive = delete = jit = 0;
        }

        synchronized void failed(Exception e) {
            if (failed++ == 0) {
                failure = e.toString();
            }
        }

        CpuPerJob perJob(int jobs) {
            double millis = 1e6 * jobs;
            return new CpuPerJob(
                    get / millis,
                    put / millis,
                    update / millis,
                    receive / millis,
                    delete / millis,
                    jit / millis,
                    jobs,
                    failed,
                    failure);
        }
    }
}
