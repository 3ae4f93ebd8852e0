package dev.sluice.shared.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.shared.Settings;
import dev.sluice.shared.config.InvalidConfiguration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class NoticeSettingsTest {
    @TempDir private Path folder;

    private NoticeSettings read(String yaml) throws IOException {
        Path file = folder.resolve("sluice.yaml");
        Files.writeString(file, yaml);
        return Settings.read(
                        Map.of(
                                "S3_BUCKET_NAME", "b",
                                "DYNAMODB_TABLE_NAME", "t",
                                "AWS_REGION", "us-east-1",
                                "SLUICE_CONFIG", file.toString()))
                .notices();
    }

    private List<String> problems(String yaml) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> read(yaml))
                .problems()
                .stream()
                .map(problem -> problem.substring(problem.indexOf(": notify") + 2))
                .toList();
    }

    @Test
    void withoutASectionNobodyIsTold() throws Exception {
        assertThat(read("gpu: false\n")).isEqualTo(NoticeSettings.none());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.example.com/{rowID}",
                "ftp://sluice.example.com/{rowID}",
                "https://sluice.example.com/{row}",
                "https://sluice.example.com/{rowID",
            })
    void aLinkIsAUrlOfWhatANotificationHas(String link) {
        assertThat(problems("notify: {default: {queue: told, link: \"" + link + "\"}}"))
                .containsExactly("notify.default.link: " + JobLink.FORM);
    }

    @Test
    void aPipelinesOwnEntryStandsInPlaceOfTheDefault() throws Exception {
        NoticeSettings settings =
                read(
                        """
                        notify:
                          default: {queue: everything}
                          scans:
                            topic: arn:aws:sns:eu-west-1:123456789012:scans.fifo
                            webhook:
                              url: https://hooks.example.com/sluice?team=7
                              secret: secretsmanager:hooks/scans
                              allowPrivate: [10.1.0.0/16]
                          quiet: {}
                        """);

        assertThat(settings.of("others").queue()).contains("everything");
        assertThat(settings.of("quiet")).isEqualTo(NoticeSettings.Targets.NONE);
        NoticeSettings.Targets scans = settings.of("scans");
        assertThat(scans.queue()).isEmpty();
        assertThat(scans.topic()).contains("arn:aws:sns:eu-west-1:123456789012:scans.fifo");
        NoticeSettings.Hook hook = scans.webhook().orElseThrow();
        assertThat(hook.url()).hasToString("https://hooks.example.com/sluice?team=7");
        assertThat(hook.secret()).hasToString("secretsmanager:hooks/scans");
        assertThat(hook.opened()).extracting(Network::toString).containsExactly("10.1.0.0/16");
        assertThat(hook.loopback()).isFalse();
    }

    @Test
    void allThatIsWrongIsSaidWithItsPath() {
        assertThat(
                        problems(
                                """
                                notify:
                                  scans:
                                    topc: arn:aws:sns:eu-west-1:123456789012:scans
                                    topic: scans
                                    queue: "my queue"
                                    webhook:
                                      url: ftp://hooks.example.com
                                      secrt: env:HOOK
                                      allowPrivate: [8.8.8.8, 10.0.0.0/8]
                                  other: {webhook: {url: https://10.0.0.1/hook, secret: env:HOOK}}
                                """))
                .containsExactlyInAnyOrder(
                        "notify.scans.topc: is not known; did you mean \"topic\"?",
                        "notify.scans.topic: must be a topic's ARN, such as"
                                + " arn:aws:sns:us-east-1:123456789012:results",
                        "notify.scans.queue: must be a queue's name or its URL",
                        "notify.scans.webhook.url: must be an https URL with a host, and without"
                                + " user:password@",
                        "notify.scans.webhook.secret: must say where the secret is kept, as"
                                + " ssm:NAME, secretsmanager:NAME or env:NAME; it may not stand"
                                + " here itself",
                        "notify.scans.webhook.secrt: is not known; did you mean \"secret\"?",
                        "notify.scans.webhook.allowPrivate: \"8.8.8.8\" must be a network within"
                                + " 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 or"
                                + " fc00::/7",
                        "notify.other.webhook.url: leads to 10.0.0.1, which is no public address;"
                                + " allowPrivate opens private networks");
    }

    @Test
    void aSecretInTheFileIsRefusedAndNotRepeated() {
        assertThat(
                        problems(
                                """
                                notify:
                                  default:
                                    webhook: {url: "https://a:hush@hooks.example.com/?k=hush", secret: hush}
                                """))
                .hasSize(2)
                .noneMatch(problem -> problem.contains("hush"));
    }

    @Test
    void aWebhookWithoutASecretIsRefusedAndItsUrlNotRepeated() {
        assertThat(problems("notify: {default: {webhook: \"https://example.com/hush\"}}\n"))
                .containsExactly("notify.default.webhook: must be a mapping with url and secret");
        assertThat(problems("notify: {default: {webhook: {url: \"https://a.example/hush\"}}}\n"))
                .singleElement()
                .asString()
                .startsWith("notify.default.webhook.secret: must say where")
                .doesNotContain("hush");
        assertThat(problems("notify: {default: {webhook: {}}}\n")).hasSize(2);
    }

    /** Whatever else a resolver takes for an address, the guard judges by what comes of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://[::1]/",
                "https://[fd00::1]/",
                "https://[::ffff:10.0.0.1]/",
                "https://[::ffff:a00:1]/",
                "https://169.254.169.254/latest/meta-data/",
                "https://2130706433/",
                "https://127.1/",
                "https:///hook",
                "https:hook"
            })
    void anAddressThatIsNotPublicIsRefusedHoweverItIsWritten(String url) {
        assertThat(
                        problems(
                                "notify: {default: {webhook: {url: \"%s\", secret: env:HOOK}}}\n"
                                        .formatted(url)))
                .singleElement()
                .asString()
                .startsWith("notify.default.webhook.url: ");
    }

    @Test
    void pathAndQueryOfAUrlAreNotPrinted() throws Exception {
        assertThat(
                        read("notify: {default: {webhook: {url: \"https://a.example/hush?k=hush\","
                                        + " secret: env:HOOK}}}\n")
                                .toString())
                .contains("a.example", "env:HOOK")
                .doesNotContain("hush");
    }

    @Test
    void plainHttpIsForThisMachineAloneAndOnlyOnRequest() throws Exception {
        String form = "notify: {default: {webhook: {url: %s, secret: env:HOOK%s}}}\n";

        assertThat(problems(form.formatted("http://127.0.0.1:8080/", "")))
                .singleElement()
                .asString()
                .contains("must begin with https://");
        assertThat(problems(form.formatted("http://example.com/", ", allowLoopback: true")))
                .singleElement()
                .asString()
                .contains("must begin with https://");
        assertThat(problems(form.formatted("https://127.0.0.1/", "")))
                .singleElement()
                .asString()
                .contains("leads to 127.0.0.1");
        assertThat(
                        read(form.formatted("http://127.0.0.1:8080/", ", allowLoopback: true"))
                                .of("any")
                                .webhook())
                .isPresent();
    }

    @Test
    void anEntryOfNoPipelineIsAnErrorWhereAllAreKnown() throws Exception {
        NoticeSettings settings = read("notify: {scanz: {queue: told}}\n");

        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(() -> settings.check(List.of("scans", "faces")))
                .withMessage(
                        "SLUICE_CONFIG: notify.scanz: is no pipeline; did you mean \"scans\"?");
        settings.check(List.of());
        settings.check(List.of("scanz"));
    }
}
