package dev.sluice.worker.task.flakes;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Native memory that this process has allocated and not freed, pictures of OpenCV's among it, as
 * glibc counts it ({@code mallinfo2}).
 */
final class NativeMemory {
    private static final int FIELDS = 10;

    /** Bytes of blocks that have mappings of their own, and of others in use. */
    private static final int HBLKHD = 4;

    private static final int UORDBLKS = 7;
    private static final long PAUSE_NANOS = 200_000;

    private static final MemoryLayout MALLINFO2 =
            MemoryLayout.structLayout(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG);

    private static final Optional<MethodHandle> COUNT =
            Linker.nativeLinker()
                    .defaultLookup()
                    .find("mallinfo2")
                    .map(
                            it ->
                                    Linker.nativeLinker()
                                            .downcallHandle(it, FunctionDescriptor.of(MALLINFO2)));

    private NativeMemory() {}

    static boolean isCounted() {
        return COUNT.isPresent();
    }

    private static long bytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info =
                    (MemorySegment) COUNT.orElseThrow().invokeExact((SegmentAllocator) arena);
            long[] fields = info.toArray(ValueLayout.JAVA_LONG);
            if (fields.length != FIELDS) {
                throw new AssertionError("not mallinfo2's answer");
            }
            return fields[HBLKHD] + fields[UORDBLKS];
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** The most that work has allocated at once, looked at every fraction of a millisecond. */
    static long mostWhile(Callable<?> work) throws Exception {
        long before = bytes();
        long most = before;
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> done = thread.submit(work);
            while (!done.isDone()) {
                most = Math.max(most, bytes());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            done.get();
        }
        return most - before;
    }
}
