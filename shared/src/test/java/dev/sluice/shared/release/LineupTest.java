package dev.sluice.shared.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.shared.release.Trial.Bounds;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class LineupTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_764_000_000);
    private static final Instant LATER = NOW.plusSeconds(15);
    private static final List<String> CUSTOMERS =
            IntStream.range(0, 1_000).mapToObj(i -> "customer-" + i).toList();

    private static String of(Lineup lineup, String customer, Instant when) {
        return lineup.pinned("cats", customer, when, "1");
    }

    private static Set<String> withCanary(double percent) {
        Lineup lineup = Lineup.FIRST.withCanary(new Trial("2", percent, Bounds.NONE));
        return CUSTOMERS.stream()
                .filter(each -> of(lineup, each, NOW).equals("2"))
                .collect(Collectors.toSet());
    }

    @Test
    void aCanaryOfTenPercentReachesTenOfAHundredCustomersAndAlwaysTheSame() {
        Set<String> ten = withCanary(10);
        assertThat(ten).hasSizeBetween(80, 120).isEqualTo(withCanary(10));
        assertThat(withCanary(20)).hasSizeBetween(170, 230).containsAll(ten);
        assertThat(withCanary(100)).hasSize(1_000);
        assertThat(withCanary(0.1)).hasSizeLessThan(10);
    }

    @Test
    void aPromotionWaitsUntilWorkersHaveLoadedIt() {
        Lineup two = Lineup.FIRST.promoted(Optional.of("2"), NOW, LATER);
        assertThat(two.wanted(NOW)).containsExactlyInAnyOrder(Optional.empty(), Optional.of("2"));
        assertThat(of(two, "acme", NOW)).isEqualTo("1");
        assertThat(of(two, "acme", LATER)).isEqualTo("2");
        assertThat(two.wanted(LATER)).containsExactly(Optional.of("2"));
    }

    @Test
    void whatIsRolledBackIsWithdrawnUntilItIsPromotedAgain() {
        Lineup three =
                Lineup.FIRST
                        .promoted(Optional.of("2"), NOW, NOW)
                        .promoted(Optional.of("3"), NOW, NOW);
        assertThat(three.standIns(NOW))
                .containsExactly(Optional.of("3"), Optional.of("2"), Optional.empty());
        Lineup two = three.rolledBack(NOW);
        assertThat(of(two, "acme", NOW)).isEqualTo("2");
        assertThat(two.withdrawn()).containsExactly("3");
        Lineup one = two.rolledBack(NOW);
        assertThat(of(one, "acme", NOW)).isEqualTo("1");
        assertThat(one.withdrawn()).containsExactly("3", "2");
        assertThatIllegalStateException().isThrownBy(() -> one.rolledBack(NOW));
        assertThat(one.promoted(Optional.of("3"), NOW, NOW).withdrawn()).containsExactly("2");
    }

    @Test
    void aCanaryThatEndsIsWithdrawnUnlessItWasPromoted() {
        Lineup canary = Lineup.FIRST.withCanary(new Trial("2", 10, Bounds.NONE));
        assertThat(canary.canaryEnded("why").withdrawn()).containsExactly("2");
        Lineup promoted = canary.promoted(Optional.of("2"), NOW, NOW);
        assertThat(promoted.canary()).isEmpty();
        assertThat(promoted.canaryEnded("").withdrawn()).isEmpty();
    }

    @Test
    void aLineupIsReadAsItWasWritten() {
        Bounds bounds = new Bounds(50, 0.9, 0.02, 1.5);
        Lineup lineup =
                Lineup.FIRST
                        .promoted(Optional.of("2"), NOW, LATER)
                        .withCanary(new Trial("3", 12.5, bounds))
                        .withShadow(new Trial("4", 5, Bounds.NONE))
                        .canaryEnded("it failed")
                        .withCanary(new Trial("5", 1, bounds));
        assertThat(LineupJson.read(LineupJson.write(lineup).toString())).isEqualTo(lineup);
        assertThat(LineupJson.read("no JSON")).isEqualTo(Lineup.FIRST);
        assertThat(LineupJson.read("{}").live().version()).isEmpty();
    }
}
