package dev.sluice.shared;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/**
 * What there is of memory. The heap holds uploads, tensors and documents; outside it lie decoded
 * uploads, models and ONNX Runtime's own, and the JVM.
 *
 * @param machine bytes of the machine, or of the container if that has fewer
 * @param heap the most that the heap may have, of these bytes
 */
record Memory(long machine, long heap) {
    private static final long LEAST = 64 << 20;

    static Memory ofProcess() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Memory(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
    }

    /**
     * Bytes for uploads and what is made of them: half of what the heap leaves, for the other half
     * is the models'; and half of the heap, for some tasks work there. With a heap of 40 % that is
     * 20 % of the machine.
     */
    long forUploads() {
        return Math.max(LEAST, Math.min(machine - heap, heap) / 2);
    }
}
