package dev.sluice.ops.bench.faces;

import dev.sluice.worker.vector.LocalVectors;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process that fills an index and then goes on adding, saying of each picture when it is taken;
 * it is killed meanwhile.
 */
final class Filler {
    private Filler() {}

    /**
     * @param args the file, people, pictures, seed
     */
    public static void main(String[] args) throws IOException {
        Crowd crowd =
                new Crowd(
                        Integer.parseInt(args[1]),
                        Integer.parseInt(args[2]),
                        Long.parseLong(args[3]));
        try (FileChannel file = open(Path.of(args[0]));
                LocalVectors vectors = LocalVectors.open(file, Crowd.DIMENSION)) {
            LocalVectors.Reading reading = vectors.reading(Crowd.ALL);
            for (int person = 0; person < crowd.people(); person++) {
                for (int picture = 0; picture < crowd.pictures(); picture++) {
                    reading.take(crowd.item(person, picture));
                }
            }
            reading.complete();
            for (int more = 0; ; more++) {
                vectors.put(crowd.item(crowd.people() + more, 0));
                System.out.println(crowd.size() + more + 1);
            }
        }
    }

    static FileChannel open(Path path) throws IOException {
        return FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
