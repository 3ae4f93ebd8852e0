package dev.sluice.worker.machine;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Memory that native libraries have freed and the C library keeps: glibc has an arena for each of
 * many threads, and a model that was loaded by one leaves its arena as large as it was.
 */
public final class FreedMemory {
    private static final Optional<MethodHandle> TRIM =
            Linker.nativeLinker()
                    .defaultLookup()
                    .find("malloc_trim") // of glibc alone
                    .map(
                            address ->
                                    Linker.nativeLinker()
                                            .downcallHandle(
                                                    address,
                                                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG)));

    private FreedMemory() {}

    /** Gives it back to the system, in milliseconds; nothing where there is no glibc. */
    public static void giveBack() {
        if (TRIM.isPresent()) {
            try {
                var _ = (int) TRIM.get().invokeExact(0L);
            } catch (Throwable e) { // as method handles declare
                throw new IllegalStateException("malloc_trim(0) failed", e);
            }
        }
    }
}
