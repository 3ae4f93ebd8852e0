package dev.sluice.ops.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.metrics.Families;
import dev.sluice.shared.metrics.Family;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is made of the list is equal to it; {@code ops/sluice metrics --write .} makes it so. */
class DashboardsTest {
    private static final Path HOME = Path.of(System.getProperty("sluice.home"));
    private static final Pattern EXPRESSION = Pattern.compile("\"expr\" : \"(.*?)\",");
    private static final Pattern OURS = Pattern.compile("sluice_[a-z_]+");
    private static final Pattern SEARCHED =
            Pattern.compile("\\{Sluice,[A-Za-z,]+} MetricName=\\\\\"(\\w+)\\\\\"");

    @Test
    void filesAreAsTheListSays() throws IOException {
        for (var file : MetricsCommand.files(HOME, "us-east-1").entrySet()) {
            assertThat(Files.readString(file.getKey()))
                    .as("%s; run: ops/sluice metrics --write .", file.getKey())
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void grafanaNamesWhatThereIsAndAllOfIt() throws IOException {
        String json = Files.readString(HOME.resolve("ops/dashboards/grafana.json"));
        Set<String> used =
                EXPRESSION
                        .matcher(json)
                        .results()
                        .flatMap(expression -> OURS.matcher(expression.group(1)).results())
                        .map(MatchResult::group)
                        .map(name -> name.replaceFirst("_bucket$", ""))
                        .collect(Collectors.toSet());
        assertThat(used)
                .containsExactlyInAnyOrderElementsOf(
                        Families.ALL.stream().map(Family::prometheus).toList());
    }

    @Test
    void cloudWatchNamesWhatThereIsAndAllOfIt() throws IOException {
        String json = Files.readString(HOME.resolve("ops/dashboards/cloudwatch.json"));
        List<String> there =
                Families.ALL.stream()
                        .flatMap(family -> family.cloudwatch().stream())
                        .map(Family.CloudWatchMetric::name)
                        .toList();
        assertThat(SEARCHED.matcher(json).results().map(m -> m.group(1)).distinct())
                .containsExactlyInAnyOrderElementsOf(there);
    }
}
