package dev.sluice.worker.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.junit.jupiter.api.Test;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class FreedMemoryTest {
    /** Below the size from which glibc asks the system for each block by itself. */
    private static final int BLOCK = 64 << 10;

    private static final int BLOCKS = 4096;
    private static final long PAGE = 4096;

    private final Linker linker = Linker.nativeLinker();

    private MethodHandle function(String name, FunctionDescriptor descriptor) {
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
    }

    private static long resident() throws Exception {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return Long.parseLong(pages[1]) * PAGE;
    }

    @Test
    void whatWasFreedBelowABlockInUseGoesBackToTheSystem() throws Throwable {
        assumeTrue(
                linker.defaultLookup().find("malloc_trim").isPresent(),
                "this C library has no malloc_trim");
        MethodHandle malloc = function("malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        MethodHandle free = function("free", FunctionDescriptor.ofVoid(ADDRESS));
        List<MemorySegment> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            MemorySegment block = (MemorySegment) malloc.invokeExact((long) BLOCK);
            blocks.add(block.reinterpret(BLOCK).fill((byte) 1));
        }
        for (MemorySegment block : blocks.subList(0, BLOCKS - 1)) {
            free.invokeExact(block);
        }
        long kept = resident();

        FreedMemory.giveBack();

        assertThat(resident()).isLessThan(kept - (long) BLOCK * BLOCKS / 2);
        free.invokeExact(blocks.getLast());
    }
}
