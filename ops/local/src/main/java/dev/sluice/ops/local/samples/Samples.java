package dev.sluice.ops.local.samples;

import java.util.List;
import java.util.stream.Stream;

/** The real pictures, recordings and texts that come with Sluice. */
public final class Samples {
    private Samples() {}

    /** Six everyday photos: four PNG (one of them grey), two JPEG, 451×300 to 1000×872 px. */
    public static List<Sample> photos() {
        return Stream.of(
                        "astronaut.png",
                        "camera.png",
                        "chelsea.png",
                        "coffee.png",
                        "hubble_deep_field.jpg",
                        "rocket.jpg")
                .map(Samples::photo)
                .toList();
    }

    /** Single leaves of potato plants on plain ground, 256×256 JPEG: two of each class. */
    public static List<Sample> leaves() {
        return Stream.of("early-blight", "healthy", "late-blight")
                .flatMap(name -> Stream.of(name + "-1.jpg", name + "-2.jpg"))
                .map(name -> new Sample("leaves", name))
                .toList();
    }

    /** Somebody reading, 16 kHz: two WAV of 3 and 7 s, and the first as MP3. */
    public static List<Sample> speech() {
        return Stream.of("not-ill-disposed.wav", "leisure-to-consider.wav", "not-ill-disposed.mp3")
                .map(Samples::speech)
                .toList();
    }

    /** One of {@link #speech()} by file name. */
    public static Sample speech(String name) {
        return new Sample("speech", name);
    }

    /** Sentences: two English ones, thankful and angry, and a German one. */
    public static List<Sample> texts() {
        return Stream.of("thanks.txt", "angry.txt", "german.txt").map(Samples::text).toList();
    }

    /** A face, a voice and a text, as if of one person: a smile, a reading, thanks. */
    public static List<Sample> capture() {
        return List.of(photo("astronaut.png"), speech("not-ill-disposed.wav"), text("thanks.txt"));
    }

    /** One of {@link #texts()} by file name. */
    public static Sample text(String name) {
        return new Sample("texts", name);
    }

    /** Changed copies of one portrait: mirrored, darker, turned and closer; JPEG. */
    public static List<Sample> faces() {
        return Stream.of("mirrored", "darker", "turned", "closer")
                .map(change -> new Sample("faces", "astronaut-" + change + ".jpg"))
                .toList();
    }

    /** A ZIP of 16 rendered photos of one place, 1008×756 JPEG. */
    public static List<Sample> splats() {
        return List.of(new Sample("splats", "drone.zip"));
    }

    /** Where the photos of {@link #splats} were taken, JSON. */
    public static Sample splatsTruth() {
        return new Sample("splats", "truth.json");
    }

    /** One of {@link #photos} by file name. */
    public static Sample photo(String name) {
        return new Sample("photos", name);
    }

    /**
     * Real micrographs of graphene, 20× objective, 1920×1200 JPEG: those of the four that this
     * build contains.
     */
    public static List<Sample> micrographs() {
        return Stream.of(
                        "28f74d1c-31f9-4b18-b721-7563245faee1.jpg",
                        "3b19cc78-5f5b-4b0b-8c0f-5907bf3ea93c.jpg",
                        "3b8bb1d5-7806-4c7d-b461-d52b47bf1f32.jpg",
                        "3b9418a4-0a26-4f44-bb5d-9a13aa88f13a.jpg")
                .map(name -> new Sample("flakes", name))
                .filter(Sample::exists)
                .toList();
    }
}
