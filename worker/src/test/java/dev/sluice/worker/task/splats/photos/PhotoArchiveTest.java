package dev.sluice.worker.task.splats.photos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.worker.task.splats.photos.PhotoArchive.Photo;
import dev.sluice.worker.task.splats.photos.PhotoArchive.Unpacked;
import dev.sluice.worker.task.splats.photos.Zips.Kind;
import dev.sluice.worker.task.splats.stage.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

class PhotoArchiveTest {
    private static final ArchiveLimits LIMITS =
            new ArchiveLimits(10_000_000, 3_000_000, 100, 50, 1_000_000);

    @TempDir private Path folder;

    private Unpacked unpack(Zips zip) throws Exception {
        return new PhotoArchive(LIMITS)
                .unpack(zip.write(folder.resolve("a.zip")), folder.resolve("photos"));
    }

    private Refusal refusal(Zips zip) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> unpack(zip));
        assertThat(refusal).isNotNull();
        assertThat(refusal.sentence()).endsWith(".").contains(";");
        return refusal;
    }

    private Stream<String> written() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(Files::isRegularFile)
                    .map(f -> folder.relativize(f).toString())
                    .filter(f -> !f.equals("a.zip"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void photosAreUnpackedUnderNamesThatEveryProgramTakes() throws Exception {
        Unpacked unpacked =
                unpack(
                        new Zips()
                                .with("trip/", new byte[0])
                                .with("trip/100/A 1.png", Zips.png(1))
                                .with("trip/101/A 1.png", Zips.png(2), Kind.DEFLATED)
                                .with("trip/101/\u00fc.PNG", Zips.png(3))
                                .with("trip\\102\\b.png", Zips.png(4)));
        assertThat(unpacked.photos())
                .extracting(Photo::file)
                .containsExactly("A_1.png", "trip_101_A_1.png", "_.PNG", "b.png");
        assertThat(written()).hasSize(4).allMatch(f -> f.startsWith("photos/"));
        assertThat(folder.resolve("photos/trip_101_A_1.png")).hasBinaryContent(Zips.png(2));
        assertThat(unpacked.skippedCount()).isZero();
    }

    @Test
    void whatComputersPutBesidePhotosIsPassedOver() throws Exception {
        Unpacked unpacked =
                unpack(
                        new Zips()
                                .with("a.png", Zips.png(1))
                                .with("__MACOSX/._a.png", new byte[10])
                                .with(".hidden/b.png", Zips.png(2))
                                .with(".DS_Store", new byte[10])
                                .with("Thumbs.db", new byte[10]));
        assertThat(unpacked.photos()).extracting(Photo::file).containsExactly("a.png");
        assertThat(unpacked.skippedCount()).isZero();
    }

    @Test
    void whatIsNoPhotoIsLeftOutAndToldWithTheReason() throws Exception {
        byte[] cut = Arrays.copyOf(Zips.png(9), 50);
        Unpacked unpacked =
                unpack(
                        new Zips()
                                .with("a.png", Zips.png(1))
                                .with("same.png", Zips.png(1))
                                .with("flight.txt", new byte[10])
                                .with("text.jpg", "no photo at all".getBytes("UTF-8"))
                                .with("cut.png", cut)
                                .with("gif.jpg", "GIF89a".getBytes("UTF-8")));
        assertThat(unpacked.photos()).extracting(Photo::file).containsExactly("a.png");
        assertThat(unpacked.skippedCount()).isEqualTo(5);
        assertThat(unpacked.skipped())
                .satisfiesExactly(
                        s -> assertThat(s).contains("same.png", "the same photo"),
                        s -> assertThat(s).contains("flight.txt", "its name"),
                        s -> assertThat(s).contains("text.jpg", "not a picture"),
                        s -> assertThat(s).contains("cut.png", "cannot be decoded"),
                        s -> assertThat(s).contains("gif.jpg"));
        assertThat(written()).containsExactly("photos/a.png");
    }

    @Test
    void onlyWantedPhotosAreWrittenUnderTheSameNames() throws Exception {
        Zips zip = new Zips().with("x/a.png", Zips.png(1)).with("y/a.png", Zips.png(2));
        Path file = zip.write(folder.resolve("a.zip"));
        Unpacked unpacked =
                new PhotoArchive(LIMITS).unpack(file, folder.resolve("p"), "y_a.png"::equals);
        assertThat(unpacked.photos()).extracting(Photo::file).containsExactly("y_a.png");
        assertThat(written()).containsExactly("p/y_a.png");
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/cron.d/a.png, zip-traversal",
        "photos/../../a.png, zip-traversal",
        "photos\\..\\..\\a.png, zip-traversal",
        "/etc/a.png, zip-absolute-name",
        "\\\\server\\a.png, zip-absolute-name",
        "C:\\a.png, zip-absolute-name",
        "photos/more.zip, zip-nested",
        "photos/more.TAR.gz, zip-nested",
    })
    void namesThatNoPhotoHasRefuseTheWholeArchive(String name, String code) throws IOException {
        Zips zip = new Zips().with("good.png", Zips.png(1)).with(name, Zips.png(2));
        assertThat(refusal(zip).code()).isEqualTo(code);
        assertThat(written()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000.png", "a\n.png", "\u001b[2J.png"})
    void controlCharactersRefuseItAndDoNotReachTheMessage(String name) {
        Refusal refusal = refusal(new Zips().with(name, Zips.png(2)));
        assertThat(refusal.code()).isEqualTo("zip-bad-name");
        assertThat(refusal.sentence()).doesNotContain("\u0000", "\n", "\u001b");
    }

    @Test
    void aNameTwiceRefusesIt() {
        Zips zip = new Zips().with("a/b.png", Zips.png(1)).with("A\\B.png", Zips.png(2));
        assertThat(refusal(zip).code()).isEqualTo("zip-duplicate-name");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 40960, zip-link", // a symbolic link
        "0, 0, 8192, zip-link", // a character device
        "0, 0, 4096, zip-link", // a pipe
        "0, 1, 0, zip-encrypted",
        "0, 65, 0, zip-encrypted", // strongly
        "14, 0, 0, zip-method", // LZMA
        "99, 0, 0, zip-method",
    })
    void linksPasswordsAndUnusualMethodsRefuseIt(int method, int flags, int mode, String code) {
        Kind kind = new Kind(method, flags, mode, -1, 0);
        assertThat(refusal(new Zips().with("a.png", Zips.png(1), kind)).code()).isEqualTo(code);
    }

    @Test
    void aBombIsToldByItsRatioBeforeItIsUnpacked() throws IOException {
        Zips zip = new Zips().with("a.png", new byte[2_000_000], Kind.DEFLATED);
        assertThat(refusal(zip).code()).isEqualTo("zip-ratio");
        assertThat(written()).isEmpty();
    }

    @Test
    void moreThanOnePhotoMayHaveRefusesIt() {
        Zips zip = new Zips().with("a.png", new byte[3_000_001]);
        assertThat(refusal(zip).code()).isEqualTo("zip-entry-too-large");
    }

    @Test
    void moreThanAllMayHaveRefusesIt() {
        Zips zip = new Zips();
        for (int i = 0; i < 4; i++) {
            zip.with(i + ".png", noise(2_900_000, i));
        }
        assertThat(refusal(zip).code()).isEqualTo("zip-too-large");
    }

    private static byte[] noise(int size, int seed) {
        byte[] noise = new byte[size];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    @Test
    void moreEntriesThanAllowedRefuseIt() {
        Zips zip = new Zips();
        for (int i = 0; i < 51; i++) {
            zip.with(i + ".png", new byte[1]);
        }
        assertThat(refusal(zip).code()).isEqualTo("zip-too-many-entries");
    }

    /** Before the list is read, which would take memory; whatever number the end record claims. */
    @Test
    void aHundredThousandTinyEntriesRefuseIt() {
        Zips zip = new Zips();
        for (int i = 0; i < 100_000; i++) {
            zip.with("%06d".formatted(i), new byte[0]);
        }
        assertThat(refusal(zip).code()).isEqualTo("zip-too-many-entries");
    }

    @ParameterizedTest
    @CsvSource({
        "0, -1, 1", // another checksum
        "0, 60, 0", // less than there is
        "8, 60, 0",
        "8, 900000, 0", // more than there is
    })
    void contentThatIsNotWhatWasPackedRefusesIt(int method, long claimed, long crcChange) {
        Kind kind = new Kind(method, 0, 0, claimed, crcChange);
        assertThat(refusal(new Zips().with("a.png", Zips.png(1), kind)).code())
                .isEqualTo("zip-damaged");
    }

    @Test
    void whatIsNoArchiveOrCutOffIsRefused() throws Exception {
        Path zip = new Zips().with("a.png", Zips.png(1)).write(folder.resolve("a.zip"));
        byte[] bytes = Files.readAllBytes(zip);
        for (int length = 0; length < bytes.length; length += 7) {
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> new PhotoArchive(LIMITS).unpack(cut, folder.resolve("p")))
                    .isInstanceOf(Refusal.class);
        }
    }

    /** Whatever is changed in it: unpacked or refused, never another exception. */
    @Test
    void noChangedByteDoesMoreThanRefuseIt() throws Exception {
        Path zip =
                new Zips()
                        .with("a.png", Zips.png(1), Kind.DEFLATED)
                        .with("b.png", Zips.png(2))
                        .write(folder.resolve("a.zip"));
        byte[] bytes = Files.readAllBytes(zip);
        for (int i = 0; i < bytes.length; i++) {
            for (int change : new int[] {0x01, 0x80, 0xFF}) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) change;
                Path file = Files.write(folder.resolve("changed"), changed);
                try {
                    Unpacked unpacked = new PhotoArchive(LIMITS).unpack(file, folder.resolve("p"));
                    assertThat(unpacked.photos()).hasSizeLessThanOrEqualTo(2);
                } catch (Refusal e) {
                    assertThat(e.code()).isNotEmpty();
                }
            }
        }
    }
}
