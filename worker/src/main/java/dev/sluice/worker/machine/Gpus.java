package dev.sluice.worker.machine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The GPUs of this machine, as NVIDIA's management library (NVML) sees them, whoever uses them. It
 * comes with the driver: where it is not, there are none.
 *
 * @see <a href="https://docs.nvidia.com/deploy/nvml-api/group__nvmlDeviceQueries.html">NVML</a>
 */
public final class Gpus implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gpus.class);
    private static final String LIBRARY = "libnvidia-ml.so.1";
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    /** {@code nvmlMemory_t}: total, free, used, each of 8 bytes. */
    private static final int MEMORY = 24;

    private static final int USED = 16;

    /** {@code nvmlUtilization_t}: gpu, memory, percent in 4 bytes each. */
    private static final int UTILIZATION = 8;

    private final Library library;
    private final List<MemorySegment> devices;

    private Gpus(Library library, List<MemorySegment> devices) {
        this.library = library;
        this.devices = List.copyOf(devices);
    }

    /**
     * One GPU's memory, now.
     *
     * @param total bytes it has
     * @param used of them, by all processes
     */
    public record Memory(long total, long used) {}

    /** Empty where the library is not, or has nothing to say. */
    public static Optional<Gpus> open() {
        return open(LIBRARY);
    }

    static Optional<Gpus> open(String name) {
        try {
            Library library = Library.load(name);
            library.call(library.init());
            return Optional.of(new Gpus(library, devices(library)));
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            log.debug("no NVML: {}", e.getMessage());
        } catch (Refused e) {
            log.info("NVML says nothing of GPUs: {}", e.getMessage());
        }
        return Optional.empty();
    }

    private static List<MemorySegment> devices(Library library) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(INT);
            library.call(library.count(), count);
            List<MemorySegment> devices = new ArrayList<>();
            for (int i = 0; i < count.get(INT, 0); i++) {
                MemorySegment device = arena.allocate(POINTER);
                library.call(library.device(), i, device);
                devices.add(device.get(POINTER, 0));
            }
            return devices;
        }
    }

    /** How many. */
    public int count() {
        return devices.size();
    }

    /**
     * @param gpu from 0
     * @return empty if the driver does not say
     */
    public Optional<Memory> memory(int gpu) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(MEMORY, Long.BYTES);
            library.call(library.of().memory(), devices.get(gpu), memory);
            return Optional.of(
                    new Memory(
                            memory.get(ValueLayout.JAVA_LONG, 0),
                            memory.get(ValueLayout.JAVA_LONG, USED)));
        } catch (Refused e) {
            log.debug("GPU {} does not tell its memory: {}", gpu, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Part of the last sample period (a sixth of a second to one) in which it did anything.
     *
     * @param gpu from 0
     * @return 0 to 1; empty if the driver does not say, as for a GPU that is split (MIG)
     */
    public OptionalDouble utilization(int gpu) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment utilization = arena.allocate(UTILIZATION, Integer.BYTES);
            library.call(library.of().utilization(), devices.get(gpu), utilization);
            return OptionalDouble.of(utilization.get(INT, 0) / 100.0);
        } catch (Refused e) {
            log.debug("GPU {} does not tell its utilization: {}", gpu, e.getMessage());
            return OptionalDouble.empty();
        }
    }

    @Override
    public void close() {
        try {
            library.call(library.shutdown());
        } catch (Refused e) {
            log.debug("NVML was not shut down: {}", e.getMessage());
        }
    }

    /** NVML's return code is not 0. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private record Library(
            MethodHandle init,
            MethodHandle shutdown,
            MethodHandle count,
            MethodHandle device,
            Device of) {
        /** What is asked of one device. */
        private record Device(MethodHandle memory, MethodHandle utilization) {}

        /** For as long as the process lives. */
        static Library load(String name) {
            SymbolLookup symbols = SymbolLookup.libraryLookup(name, Arena.global());
            return new Library(
                    function(symbols, "nvmlInit_v2", FunctionDescriptor.of(INT)),
                    function(symbols, "nvmlShutdown", FunctionDescriptor.of(INT)),
                    function(symbols, "nvmlDeviceGetCount_v2", FunctionDescriptor.of(INT, POINTER)),
                    function(
                            symbols,
                            "nvmlDeviceGetHandleByIndex_v2",
                            FunctionDescriptor.of(INT, INT, POINTER)),
                    new Device(
                            function(
                                    symbols,
                                    "nvmlDeviceGetMemoryInfo",
                                    FunctionDescriptor.of(INT, POINTER, POINTER)),
                            function(
                                    symbols,
                                    "nvmlDeviceGetUtilizationRates",
                                    FunctionDescriptor.of(INT, POINTER, POINTER))));
        }

        private static MethodHandle function(
                SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
            MemorySegment address =
                    symbols.find(name)
                            .orElseThrow(() -> new IllegalArgumentException("it has no " + name));
            return Linker.nativeLinker().downcallHandle(address, descriptor);
        }

        void call(MethodHandle function, Object... arguments) throws Refused {
            try {
                Object code = function.invokeWithArguments(arguments);
                if (!Integer.valueOf(0).equals(code)) {
                    throw new Refused("code " + code, null);
                }
            } catch (Refused e) {
                throw e;
            } catch (Throwable e) {
                throw new Refused("the call failed", e);
            }
        }
    }
}
