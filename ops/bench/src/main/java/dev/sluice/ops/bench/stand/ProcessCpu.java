package dev.sluice.ops.bench.stand;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;

/**
 * CPU time of this process in nanoseconds, by clock_gettime(2): what the JDK tells comes from
 * {@code /proc} and ticks in 10 ms, which is a hundred calls.
 */
final class ProcessCpu {
    /** CLOCK_PROCESS_CPUTIME_ID of Linux. */
    private static final int CLOCK = 2;

    /** A timespec of two longs: seconds, nanoseconds. */
    private static final long TIMESPEC_BYTES = 16;

    private static final Optional<MethodHandle> GETTIME = find();

    private ProcessCpu() {}

    /** Nothing but on 64-bit Linux. */
    static Optional<Duration> now() {
        return GETTIME.map(ProcessCpu::read);
    }

    private static Duration read(MethodHandle gettime) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
            if ((int) gettime.invokeExact(CLOCK, time) != 0) {
                throw new IllegalStateException("clock_gettime fails");
            }
            return Duration.ofSeconds(
                    time.get(ValueLayout.JAVA_LONG, 0),
                    time.get(ValueLayout.JAVA_LONG, Long.BYTES));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<MethodHandle> find() {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("sun.arch.data.model").equals("64")) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("clock_gettime")
                .map(
                        function ->
                                linker.downcallHandle(
                                        function,
                                        FunctionDescriptor.of(
                                                ValueLayout.JAVA_INT,
                                                ValueLayout.JAVA_INT,
                                                ValueLayout.ADDRESS)));
    }
}
