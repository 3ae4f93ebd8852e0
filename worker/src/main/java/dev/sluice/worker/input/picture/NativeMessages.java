package dev.sluice.worker.input.picture;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What native libraries print. libjpeg and libpng tell of damaged data in no other way, and their
 * lines would stand between those of a log in JSON.
 *
 * <p>In glibc {@code stderr} is a variable that programs may set ("Standard Streams" in its
 * manual). It becomes a stream that calls {@link #write} on the thread that prints, so each message
 * has its decoding. The file descriptor stays as it is: what Java and the JVM write, crash reports
 * included, does not pass here. Where there is no glibc, nothing is caught.
 */
final class NativeMessages {
    private static final Logger log = LoggerFactory.getLogger(NativeMessages.class);

    /** Of one decoding; libraries say a line or two. */
    private static final int LONGEST = 4096;

    private static final Pattern QUOTED = Pattern.compile("'.*'");
    private static final int LINE_BUFFERED = 1; // _IOLBF
    private static final ThreadLocal<StringBuilder> HEARD = new ThreadLocal<>();
    private static final AddressLayout VARIABLE = ADDRESS.withTargetLayout(ADDRESS);
    private static final boolean CAUGHT = install();

    private NativeMessages() {}

    /** Whether messages are caught on this system. */
    static boolean caught() {
        return CAUGHT;
    }

    /**
     * A value and what was printed while it was made.
     *
     * @param text lines, empty as a rule
     */
    record Heard<T>(T value, String text) {}

    /** Does some native work on this thread and listens. */
    static <T> Heard<T> during(Supplier<T> work) {
        StringBuilder text = new StringBuilder();
        HEARD.set(text);
        try {
            T value = work.get();
            return new Heard<>(value, text.toString());
        } finally {
            HEARD.remove();
            if (!text.isEmpty()) {
                log.debug("while decoding: {}", forLog(text.toString()));
            }
        }
    }

    /** What stands in quotes is the file's own, such as a profile's name: nothing for a log. */
    static String forLog(String text) {
        return QUOTED.matcher(text.strip()).replaceAll("'…'");
    }

    /**
     * Called by C, whose caller cannot handle exceptions: none may leave. The signature is {@code
     * cookie_write_function_t}'s.
     */
    @SuppressWarnings("unused") // through a method handle
    private static long write(MemorySegment cookie, MemorySegment buffer, long size) {
        try {
            String text =
                    new String(buffer.reinterpret(size).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
            StringBuilder heard = HEARD.get();
            if (heard == null) {
                log.warn("a native library says: {}", forLog(text));
            } else if (heard.length() < LONGEST) {
                heard.append(text);
            }
        } catch (Throwable e) {
            // nobody could be told
        }
        return size;
    }

    private static boolean install() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        try {
            Linker linker = Linker.nativeLinker();
            Arena forever = Arena.global();
            // OpenCV's own log says again what its return value says; where it writes depends on
            // which library was loaded first. A setting from outside is kept.
            function(linker, "setenv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT))
                    .invoke(
                            forever.allocateFrom("OPENCV_LOG_LEVEL"),
                            forever.allocateFrom("SILENT"),
                            0);
            MemorySegment stream = stream(linker, forever);
            MemorySegment variable =
                    (MemorySegment)
                            function(
                                            linker,
                                            "dlsym",
                                            FunctionDescriptor.of(VARIABLE, ADDRESS, ADDRESS))
                                    .invoke(MemorySegment.NULL, forever.allocateFrom("stderr"));
            if (stream.address() == 0 || variable.address() == 0) {
                return false;
            }
            MemorySegment before = variable.get(ADDRESS, 0);
            variable.set(ADDRESS, 0, stream);
            // Whatever prints after the JVM has gone must not call it.
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> variable.set(ADDRESS, 0, before)));
            return true;
        } catch (Throwable e) { // as method handles declare; no glibc, or no access
            log.debug("native messages are not caught", e);
            return false;
        }
    }

    /** {@code fopencookie} with our function to write and none to read, seek or close. */
    private static MemorySegment stream(Linker linker, Arena forever) throws Throwable {
        MemoryLayout functions = MemoryLayout.structLayout(ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        MethodHandle write =
                MethodHandles.lookup()
                        .findStatic(
                                NativeMessages.class,
                                "write",
                                MethodType.methodType(
                                        long.class,
                                        MemorySegment.class,
                                        MemorySegment.class,
                                        long.class));
        MemorySegment table = forever.allocate(functions);
        table.set(
                ADDRESS,
                ADDRESS.byteSize(),
                linker.upcallStub(
                        write,
                        FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG),
                        forever));
        MemorySegment stream =
                (MemorySegment)
                        function(
                                        linker,
                                        "fopencookie",
                                        FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, functions))
                                .invoke(MemorySegment.NULL, forever.allocateFrom("w"), table);
        if (stream.address() != 0) {
            function(
                            linker,
                            "setvbuf",
                            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG))
                    .invoke(stream, MemorySegment.NULL, LINE_BUFFERED, 1024L);
        }
        return stream;
    }

    private static MethodHandle function(Linker linker, String name, FunctionDescriptor type) {
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
    }
}
