package dev.sluice.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {
    private static final long MB = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        "4000, 1600, 800",
        "64000, 25600, 12800",
        "256000, 30000, 15000",
        "4000, 3000, 500", // the heap was set by hand: what is left
        "64000, 512, 256",
        "4000, 8000, 67" // more than there is
    })
    void uploadsTakeNoMoreThanHeapAndMachineLeave(long machine, long heap, long uploads) {
        assertThat(new Memory(machine * MB, heap * MB).forUploads() / MB).isEqualTo(uploads);
    }

    @Test
    void theProcessKnowsItsMachine() {
        Memory memory = Memory.ofProcess();

        assertThat(memory.heap()).isPositive();
        assertThat(memory.machine()).isGreaterThan(100 * MB);
    }
}
