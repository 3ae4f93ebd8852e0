package dev.sluice.ops.bench.cost;

import dev.sluice.ops.bench.stand.BenchPipelines;

import java.io.IOException;
import java.util.OptionalDouble;

/** A way to store results, with a pipeline that does so. */
enum Mode {
    OBJECT("object", 1000, 7.3, 1, 2, 1) {
        @Override
        void addTo(BenchPipelines pipelines) throws IOException {
            pipelines.classifier(pipeline());
        }
    },
    PACKED("packed", 1000, 2.4, 1.0 / Mode.LINES, 2, 1) {
        @Override
        void addTo(BenchPipelines pipelines) throws IOException {
            pipelines.classifier(pipeline(), output("results: packed"));
        }
    },
    COMPLETED_ONLY("completedOnly", 1000, 1.7, 1.0 / Mode.LINES, 1, 1) {
        @Override
        void addTo(BenchPipelines pipelines) throws IOException {
            pipelines.classifier(pipeline(), output("results: packed, rows: completed-only"));
        }
    },
    FLAKES("flakes", 120, 0, 3, 2, 3) {
        @Override
        void addTo(BenchPipelines pipelines) throws IOException {
            pipelines.shipped(pipeline());
        }

        @Override
        String key(String customerID, int picture) {
            return "%s/uploaded/picture-%06d_original.jpg".formatted(customerID, picture);
        }
    };

    /** Lines of a full pack; a line waits 5 s at most, since this is about calls, not latency. */
    static final int LINES = 100;

    private final String member;
    private final int pictures;
    private final double goal;
    private final double puts;
    private final int rowWrites;
    private final int objects;

    Mode(String member, int pictures, double goal, double puts, int rowWrites, int objects) {
        this.member = member;
        this.pictures = pictures;
        this.goal = goal;
        this.puts = puts;
        this.rowWrites = rowWrites;
        this.objects = objects;
    }

    abstract void addTo(BenchPipelines pipelines) throws IOException;

    /** As in {@code bench.json}. */
    String member() {
        return member;
    }

    String pipeline() {
        return member.equals("completedOnly") ? "completed" : member;
    }

    int pictures() {
        return pictures;
    }

    /** Dollars a million pictures, at most; empty where issue 4 sets none. */
    OptionalDouble goal() {
        return goal > 0 ? OptionalDouble.of(goal) : OptionalDouble.empty();
    }

    /** PUTs for one picture, at least. */
    double puts() {
        return puts;
    }

    /** Row writes for one picture. */
    int rowWrites() {
        return rowWrites;
    }

    boolean packed() {
        return puts < 1;
    }

    /** Objects or lines that one picture's results are. */
    int objects() {
        return objects;
    }

    /** An upload's key. */
    String key(String customerID, int picture) {
        return "%s/%s/picture-%06d.jpg".formatted(customerID, pipeline(), picture);
    }

    String output(String results) {
        return "output: {name: \"{customerID}/%s-result/{imageID}\", %s, pack: {lines: %d, maxDelay: 5s}}"
                .formatted(pipeline(), results, LINES);
    }
}
