package dev.sluice.shared.trace;

import dev.sluice.shared.job.Job;

import java.util.Optional;

/**
 * What a thread works on: which job, and where in which trace. Whoever writes a log line or sends a
 * request to AWS asks for it at that moment, so that work with neither pays nothing for it.
 */
public final class JobScope implements AutoCloseable {
    private static final ScopedValue<JobScope> CURRENT = ScopedValue.newInstance();
    private static final JobScope NOTHING = new JobScope(Span.passing(Optional.empty()));

    private final Span whole;

    /** Written by the thread that works on the job; read by those that do part of its work. */
    private volatile Span span;

    private volatile Optional<Job> job = Optional.empty();

    JobScope(Span whole) {
        this.whole = whole;
        this.span = whole;
    }

    /** What this thread works on; where that is nobody's job, a scope without job and trace. */
    public static JobScope current() {
        return CURRENT.orElse(NOTHING);
    }

    /** The job, once it is known. */
    public Optional<Job> job() {
        return job;
    }

    /** Where in its trace the work is; empty if there is none. */
    public Optional<TraceContext> context() {
        return span.context();
    }

    /** Says which job it is. */
    public void isAbout(Job known) {
        job = Optional.of(known);
        whole.tell("sluice.job", name(known));
        whole.tell("sluice.customer", known.customerID());
        whole.tell("sluice.pipeline", known.pipeline());
        whole.tell("sluice.generation", known.generation().value());
        whole.tell("sluice.key", known.key());
    }

    /** A job's name in logs and traces: its row's key. */
    public static String name(Job job) {
        return job.customerID() + "/" + job.rowID();
    }

    /** How it ended, for its trace. */
    public void ended(String how, Optional<String> trouble) {
        whole.tell("sluice.outcome", how);
        trouble.ifPresent(whole::failed);
    }

    /** Does work of the job on this thread. */
    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }

    /** Does work of the job on this thread. */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /** A part of the work, until it is closed. */
    public interface Step extends AutoCloseable {
        @Override
        void close();
    }

    /** Begins a part of what this thread works on; parts follow one another or nest. */
    public static Step step(String name) {
        JobScope scope = current();
        Span outer = scope.span;
        Span inner = outer.child(name);
        if (inner.equals(outer)) { // the same: nobody asked for spans
            return () -> {};
        }
        scope.span = inner;
        return () -> {
            scope.span = outer;
            inner.close();
        };
    }

    /** The end of the work. */
    @Override
    public void close() {
        whole.close();
    }
}
