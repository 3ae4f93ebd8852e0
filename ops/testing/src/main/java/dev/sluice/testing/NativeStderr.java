package dev.sluice.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;

/**
 * Native libraries complain on the process's own stderr, past {@link System#err}. In tests, which
 * hand them damaged pictures on purpose, that is a file.
 */
public final class NativeStderr implements BeforeAllCallback {
    private static final int STDERR = 2;
    private static final int MODE = 0644;

    static {
        try (Arena arena = Arena.ofConfined()) {
            int file = call("creat", arena.allocateFrom("target/native-stderr.txt"), ADDRESS, MODE);
            if (file < 0 || call("dup2", file, JAVA_INT, STDERR) < 0) {
                throw new IllegalStateException("cannot redirect the stderr of native libraries");
            }
        }
    }

    /** Once for all classes, when the first of them begins. */
    @Override
    public void beforeAll(ExtensionContext context) {}

    private static int call(String function, Object first, MemoryLayout layout, int second) {
        Linker linker = Linker.nativeLinker();
        try {
            return (int)
                    linker.downcallHandle(
                                    linker.defaultLookup().findOrThrow(function),
                                    FunctionDescriptor.of(JAVA_INT, layout, JAVA_INT))
                            .invokeWithArguments(first, second);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
