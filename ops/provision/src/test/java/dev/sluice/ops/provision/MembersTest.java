package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.MemberRow;
import dev.sluice.shared.fleet.Vitals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The fleet's rows and pauses, against DynamoDB Local. */
class MembersTest {
    private final OneFleet fleet = new OneFleet();

    @Test
    void aRowTellsAllThatAMemberSaysOfItself() {
        Member worker =
                new Member(
                        Member.Kind.WORKER, "w1", "ip-10-0-0-1", Optional.of("i-0123"), fleet.now);
        Vitals vitals =
                new Vitals(
                        Vitals.State.DRAINING,
                        Optional.of("a spot interruption"),
                        OneFleet.ready().pipelines(),
                        3,
                        4.57,
                        Map.of("cats", 0.01235, "dogs", 3600.0),
                        0.5);
        fleet.table.members().join(worker, vitals);

        assertThat(fleet.members()).hasSize(1);
        MemberRow row = fleet.members().getFirst();
        assertThat(row.member()).isEqualTo(worker);
        assertThat(row.vitals()).isEqualTo(vitals);
        assertThat(row.updatedAt()).isEqualTo(fleet.now);
    }

    @Test
    void theNewestComeFirstAndOtherFleetsNever() {
        Member first = fleet.worker();
        fleet.pass(Duration.ofSeconds(1));
        Member dispatcher = Member.ofProcess(Member.Kind.DISPATCHER, fleet.now, Optional.empty());
        fleet.pass(Duration.ofSeconds(1));
        Member last = fleet.worker();
        for (Member member : List.of(last, first, dispatcher)) {
            fleet.table.members().join(member, OneFleet.ready());
        }
        OneFleet other = new OneFleet();
        other.table.members().join(other.worker(), OneFleet.ready());

        assertThat(fleet.members())
                .extracting(MemberRow::member)
                .containsExactly(last, dispatcher, first);
    }

    @Test
    void whoDoesNotWriteFor30SecondsIsLostAndWhoEndedIsNot() {
        Member silent = fleet.worker();
        Member ended = fleet.worker();
        fleet.table.members().join(silent, OneFleet.ready());
        fleet.table.members().join(ended, OneFleet.in(Vitals.State.ENDED));

        fleet.pass(Duration.ofSeconds(30));
        assertThat(fleet.members()).noneMatch(row -> row.lost(fleet.now));
        fleet.pass(Duration.ofMillis(1));
        assertThat(fleet.members())
                .filteredOn(row -> row.lost(fleet.now))
                .extracting(MemberRow::member)
                .containsExactly(silent);

        assertThat(fleet.table.members().renew(silent, OneFleet.ready())).isPresent();
        assertThat(fleet.members()).noneMatch(row -> row.lost(fleet.now));
    }

    @Test
    void rowsPastTheirTimeAreNotShownThoughDynamoDbDeletesThemLate() {
        fleet.table.members().join(fleet.worker(), OneFleet.ready());
        fleet.table.members().join(fleet.worker(), OneFleet.in(Vitals.State.ENDED));

        fleet.pass(Duration.ofMinutes(59));
        assertThat(fleet.members()).hasSize(2);
        fleet.pass(Duration.ofMinutes(2));
        assertThat(fleet.members())
                .extracting(row -> row.vitals().state())
                .containsExactly(Vitals.State.READY);
        fleet.pass(Duration.ofDays(1));
        assertThat(fleet.members()).isEmpty();
    }

    @Test
    void aWorkerIsToldWithItsNextWrite() {
        Member worker = fleet.worker();
        assertThat(fleet.table.members().join(worker, OneFleet.ready()).paused()).isEmpty();

        assertThat(fleet.table.pauses().pause(List.of("cats"))).hasSize(1);
        assertThat(renewed(worker)).containsExactly("cats");

        fleet.table.pauses().pause(List.of("dogs"));
        assertThat(fleet.table.pauses().resume(List.of("cats"))).hasSize(1);
        assertThat(renewed(worker)).containsExactly("dogs");
    }

    @Test
    void oneThatStartsReadsWhatWasPausedBefore() {
        fleet.table.pauses().pause(List.of("cats"));
        fleet.table.pauses().pause(List.of("dogs"));
        fleet.table.pauses().resume(List.of("dogs"));

        assertThat(fleet.table.members().join(fleet.worker(), OneFleet.ready()).paused())
                .containsExactly("cats");
        assertThat(fleet.table.pauses().all().paused()).containsExactly("cats");
    }

    @Test
    void aLostWorkerIsToldTooForItMayComeBackAndAnEndedOneIsNot() {
        Member lost = fleet.worker();
        fleet.table.members().join(lost, OneFleet.ready());
        fleet.table.members().join(fleet.worker(), OneFleet.in(Vitals.State.ENDED));
        fleet.pass(Duration.ofMinutes(5));

        assertThat(fleet.table.pauses().pause(List.of("cats"))).isEmpty();
        assertThat(renewed(lost)).containsExactly("cats");
    }

    @Test
    void aWorkerWhoseRowIsGoneMustJoinAgainAndMissesNothing() {
        Member worker = fleet.worker();
        fleet.table.members().join(worker, OneFleet.ready());
        fleet.expires(worker);
        fleet.table.pauses().pause(List.of("cats"));

        assertThat(fleet.table.members().renew(worker, OneFleet.ready())).isEmpty();
        assertThat(fleet.members()).isEmpty();
        assertThat(fleet.table.members().join(worker, OneFleet.ready()).paused())
                .containsExactly("cats");
    }

    /** Between its row's write and its reading, and before both: every way the two can fall. */
    @Test
    void aPauseAtAnyMomentOfAWorkersStartIsSeenAtTheStartOrWithTheNextWrite() {
        for (int calls = 0; calls <= 3; calls++) {
            OneFleet one = new OneFleet();
            Member worker = one.worker();
            Interrupted interrupted =
                    new Interrupted(
                            one.dynamodb, calls, () -> one.table.pauses().pause(List.of("cats")));
            Set<String> atStart =
                    one.on(interrupted).members().join(worker, OneFleet.ready()).paused();
            interrupted.now();

            assertThat(atStart.contains("cats") || one.renewed(worker).contains("cats"))
                    .as("a pause before call %d", calls)
                    .isTrue();
        }
    }

    /** The same with the command interrupted between its writes by a worker that starts. */
    @Test
    void aWorkerThatStartsAtAnyMomentOfAPauseIsTold() {
        for (int calls = 0; calls <= 4; calls++) {
            OneFleet one = new OneFleet();
            Member before = one.worker();
            one.table.members().join(before, OneFleet.ready());
            Member worker = one.worker();
            Set<String> atStart = new HashSet<>();
            Interrupted interrupted =
                    new Interrupted(
                            one.dynamodb,
                            calls,
                            () ->
                                    atStart.addAll(
                                            one.table
                                                    .members()
                                                    .join(worker, OneFleet.ready())
                                                    .paused()));
            one.on(interrupted).pauses().pause(List.of("cats"));
            interrupted.now();

            assertThat(atStart.contains("cats") || one.renewed(worker).contains("cats"))
                    .as("a start before call %d", calls)
                    .isTrue();
            assertThat(one.renewed(before)).containsExactly("cats");
        }
    }

    @Test
    void ofTwoCommandsAtOnceAllWorkersObeyTheSame() throws Exception {
        for (int round = 0; round < 10; round++) {
            OneFleet one = new OneFleet();
            List<Member> workers = List.of(one.worker(), one.worker(), one.worker());
            workers.forEach(worker -> one.table.members().join(worker, OneFleet.ready()));
            CyclicBarrier together = new CyclicBarrier(2);
            try (ExecutorService commands = Executors.newFixedThreadPool(2)) {
                Future<?> pause =
                        commands.submit(
                                () -> {
                                    together.await();
                                    return one.table.pauses().pause(List.of("cats"));
                                });
                Future<?> resume =
                        commands.submit(
                                () -> {
                                    together.await();
                                    return one.table.pauses().resume(List.of("cats"));
                                });
                pause.get();
                resume.get();
            }
            Set<String> stands = one.table.pauses().all().paused();
            assertThat(workers).allMatch(worker -> one.renewed(worker).equals(stands));
        }
    }

    @Test
    void aMissingTableIsNamedWithTheRemedy() {
        FleetTable none = new FleetTable(fleet.dynamodb, "NoSuchTable", "f", fleet.clock);

        assertThatThrownBy(() -> none.members().all())
                .isInstanceOf(FleetTable.FleetUnavailable.class)
                .hasMessageContaining("NoSuchTable")
                .hasMessageContaining("ops/sluice provision");
    }

    private Set<String> renewed(Member member) {
        return fleet.renewed(member);
    }
}
