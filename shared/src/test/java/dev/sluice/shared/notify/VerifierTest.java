package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** The verifiers in {@code docs/notifications.md} are run as they stand there. */
class VerifierTest {
    private static final String BODY = Told.completed("scan-1").body();
    private static final Instant NOW = Instant.now();

    @TempDir private static Path folder;

    private static Method java;

    private static String fromDocs(String language) throws IOException {
        Path docs = Path.of(System.getProperty("sluice.home"), "docs", "notifications.md");
        Matcher block =
                Pattern.compile("(?s)```" + language + "\n(.*?)```")
                        .matcher(Files.readString(docs));
        assertThat(block.find()).as(language + " in " + docs).isTrue();
        return block.group(1);
    }

    @BeforeAll
    static void compile() throws Exception {
        Path source = folder.resolve("SluiceSignature.java");
        Files.writeString(source, fromDocs("java"));
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-Xlint:all",
                                "-Werror",
                                "-cp",
                                folder.toString(),
                                source.toString());
        assertThat(failed).isZero();
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
        java =
                loader.loadClass("SluiceSignature")
                        .getMethod(
                                "verified",
                                byte[].class,
                                String.class,
                                String.class,
                                Instant.class);
    }

    static Stream<Arguments> cases() {
        String header = Signature.of(BODY, NOW, List.of("whsec"));
        String both = Signature.of(BODY, NOW, List.of("newer", "whsec"));
        String old = Signature.of(BODY, NOW.minus(Duration.ofMinutes(10)), List.of("whsec"));
        String early = Signature.of(BODY, NOW.plus(Duration.ofMinutes(10)), List.of("whsec"));
        return Stream.of(
                Arguments.of("as sent", BODY, header, true),
                Arguments.of("a receiver with the old secret", BODY, both, true),
                Arguments.of("another body", BODY + " ", header, false),
                Arguments.of("another secret", BODY, both.replaceAll(",v1=[^,]*$", ""), false),
                Arguments.of("replayed", BODY, old, false),
                Arguments.of("from the future", BODY, early, false),
                Arguments.of("two times", BODY, "t=1," + header, false),
                Arguments.of("no time", BODY, header.replaceAll("t=\\d+,", ""), false),
                Arguments.of("no digest", BODY, header.replaceAll(",v1.*", ""), false),
                Arguments.of("nonsense", BODY, ",,=,t=x,v1=\u00e9", false),
                Arguments.of("nothing", BODY, "", false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theJavaVerifierTellsOursFromOthers(String what, String body, String header, boolean good)
            throws Exception {
        assertThat(java.invoke(null, body.getBytes(UTF_8), header, "whsec", NOW))
                .as(what)
                .isEqualTo(good);
    }

    @Test
    void thePythonVerifierTellsOursFromOthers() throws Exception {
        Path program = folder.resolve("verifier.py");
        StringBuilder python = new StringBuilder(fromDocs("python")).append("\n");
        List<Arguments> all = cases().toList();
        for (Arguments each : all) {
            python.append(
                    "print(verified(bytes.fromhex(\"%s\"), bytes.fromhex(\"%s\").decode(), \"whsec\"))\n"
                            .formatted(hex(each.get()[1]), hex(each.get()[2])));
        }
        Files.writeString(program, python);
        Process process;
        try {
            process =
                    new ProcessBuilder("python3", program.toString())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            System.out.println(
                    "The verifier in Python is not run: there is no python3 on this machine.");
            Assumptions.abort("there is no python3");
            return;
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(output.lines())
                .containsExactlyElementsOf(
                        all.stream()
                                .map(each -> each.get()[3].equals(true) ? "True" : "False")
                                .toList());
    }

    private static String hex(Object text) {
        return HexFormat.of().formatHex(text.toString().getBytes(UTF_8));
    }
}
