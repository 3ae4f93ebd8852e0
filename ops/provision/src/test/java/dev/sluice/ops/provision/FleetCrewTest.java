package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.fleet.FleetCrew;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.Vitals;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What the workers of a fleet do together, by their rows in DynamoDB Local. */
class FleetCrewTest {
    private final OneFleet fleet = new OneFleet();
    private final AtomicLong nanos = new AtomicLong();
    private final FleetCrew crew = new FleetCrew(fleet.table, nanos::get);

    private void join(Member member, Vitals.State state, double seconds) {
        fleet.table
                .members()
                .join(
                        member,
                        new Vitals(
                                state,
                                Optional.empty(),
                                Map.of("cats", "1"),
                                0,
                                0,
                                Map.of("cats", seconds),
                                0));
    }

    private void pass(Duration time) {
        fleet.pass(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void theReadyOnesCountEachByItsOwnSpeed() {
        join(fleet.worker(), Vitals.State.READY, 0.1);
        join(fleet.worker(), Vitals.State.READY, 0.25);
        join(fleet.worker(), Vitals.State.DRAINING, 0.1);
        join(fleet.worker(), Vitals.State.STARTING, 0.1);

        assertThat(crew.jobsPerSecond("cats")).hasValue(14);
        assertThat(crew.jobsPerSecond("dogs")).isEmpty();
    }

    @Test
    void oneThatIsLostCountsNoMoreAndNobodyIsAskedAboutAllTheTime() {
        Member lost = fleet.worker();
        join(lost, Vitals.State.READY, 0.1);
        Member slow = fleet.worker();
        join(slow, Vitals.State.READY, 0.25);
        assertThat(crew.jobsPerSecond("cats")).hasValue(14);

        join(lost, Vitals.State.ENDED, 0.1);
        pass(Duration.ofSeconds(59));
        assertThat(crew.jobsPerSecond("cats")).as("asked before").hasValue(14);
        join(slow, Vitals.State.READY, 0.25);
        pass(Duration.ofSeconds(1));
        assertThat(crew.jobsPerSecond("cats")).hasValue(4);
        pass(Duration.ofSeconds(60));
        assertThat(crew.jobsPerSecond("cats")).as("the other is lost").isEmpty();
    }

    @Test
    void whileTheTableDoesNotAnswerTheLastKnownCount() {
        Cable cable = new Cable(fleet.dynamodb);
        FleetCrew far = new FleetCrew(fleet.on(cable), nanos::get);
        Member worker = fleet.worker();
        join(worker, Vitals.State.READY, 0.1);
        assertThat(far.jobsPerSecond("cats")).hasValue(10);

        cable.cut = true;
        join(worker, Vitals.State.READY, 0.25);
        pass(Duration.ofMinutes(1));
        assertThat(far.jobsPerSecond("cats")).hasValue(10);

        cable.cut = false;
        join(worker, Vitals.State.READY, 0.25);
        assertThat(far.jobsPerSecond("cats")).as("asked before").hasValue(10);
        pass(Duration.ofMinutes(1));
        join(worker, Vitals.State.READY, 0.25);
        assertThat(far.jobsPerSecond("cats")).hasValue(4);
        assertThat(cable.queries)
                .hasSize(3)
                .allSatisfy(query -> assertThat(query.consistentRead()).isNull())
                .allSatisfy(
                        query ->
                                assertThat(query.overrideConfiguration().orElseThrow())
                                        .satisfies(
                                                call ->
                                                        assertThat(call.apiCallTimeout())
                                                                .contains(Duration.ofSeconds(3))));
    }

    /** To a table that cannot be reached once it is cut. */
    private static final class Cable implements DynamoDbClient {
        final List<QueryRequest> queries = new ArrayList<>();
        private final DynamoDbClient table;
        boolean cut;

        Cable(DynamoDbClient table) {
            this.table = table;
        }

        @Override
        public QueryResponse query(QueryRequest query) {
            queries.add(query);
            if (cut) {
                throw SdkClientException.create("no route to host");
            }
            return table.query(query);
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
