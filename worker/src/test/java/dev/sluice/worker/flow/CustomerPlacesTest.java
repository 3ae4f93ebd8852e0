package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.flow.Tally.Event;
import dev.sluice.worker.intake.Hold;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** With one place a customer. */
class CustomerPlacesTest extends OneLane {
    private final CountDownLatch gate = new CountDownLatch(1);

    @Override
    Pipeline pipeline() {
        return Jobs.perCustomer(1);
    }

    private Received message(int number, String customer) {
        String image = "tom" + number;
        s3.uploads.put(customer + "/cats/" + image + ".jpg", PICTURE);
        return FakeSqs.message(number, 1, JobCodec.write(Jobs.job(customer, image)));
    }

    private List<String> fetched() {
        return calls.starting("get");
    }

    @Test
    void oneJobOfACustomerIsWorkedOnAtATimeInOrderAndOthersGoOn() throws InterruptedException {
        working = gate;
        receive(
                message(1, "acme"),
                message(2, "acme"),
                message(3, "acme"),
                message(4, "zoe"),
                message(5, "acme"));
        await().until(() -> fetched().size() == 2);

        assertThat(fetched())
                .containsExactlyInAnyOrder("get acme/cats/tom1.jpg", "get zoe/cats/tom4.jpg");
        assertThat(permits.taken()).isEqualTo(5);
        assertThat(leases.size()).isEqualTo(5);

        gate.countDown();
        finish();
        assertThat(tally.of(Event.COMPLETED)).isEqualTo(5);
        assertThat(calls.starting("hide")).isEmpty();
        assertThat(fetched())
                .filteredOn(call -> call.contains("acme"))
                .containsExactly(
                        "get acme/cats/tom1.jpg",
                        "get acme/cats/tom2.jpg",
                        "get acme/cats/tom3.jpg",
                        "get acme/cats/tom5.jpg");
    }

    @Test
    void aLaterReceiveStandsBehindAnEarlierOne() throws InterruptedException {
        working = gate;
        receive(message(1, "acme"), message(2, "acme"));
        receive(message(3, "acme"));
        gate.countDown();
        finish();

        assertThat(fetched())
                .containsExactly(
                        "get acme/cats/tom1.jpg",
                        "get acme/cats/tom2.jpg",
                        "get acme/cats/tom3.jpg");
    }

    /** No time passes, so maxDelay never fires. */
    @Test
    void rule18_aJobThatWaitsForAPlaceIsNotOnItsWay() throws InterruptedException {
        receive(message(1, "acme"), message(2, "acme"), message(3, "acme"));
        finish();

        assertThat(tally.of(Event.COMPLETED)).isEqualTo(3);
        assertThat(runner.jobsBegun()).isEqualTo(3);
    }

    @Test
    void rule12_noTimeOutCountsWhileAJobWaitsForAPlace() throws InterruptedException {
        working = gate;
        receive(message(1, "acme"), message(2, "acme"));
        await().until(() -> atWork);
        CountDownLatch second = new CountDownLatch(1);
        pass(Duration.ofSeconds(25)); // of 30
        working = second;
        gate.countDown();
        await().until(() -> fetched().size() == 2 && permits.taken() == 1);
        pass(Duration.ofSeconds(25));
        second.countDown();
        finish();

        assertThat(tally.of(Event.COMPLETED)).isEqualTo(2);
    }

    private void pass(Duration time) {
        for (int i = 0; i < 5; i++) {
            ticker.advance(time.dividedBy(5));
            leases.tick();
        }
    }

    @Test
    void rule23_aDrainGivesBackWhatWaitsWithoutAnyWorkOnIt() throws InterruptedException {
        working = gate;
        receive(message(1, "acme"), message(2, "acme"), message(3, "acme"));
        await().until(() -> atWork);

        leases.cutShort();
        finish();

        assertThat(fetched()).hasSize(1);
        assertThat(calls.starting("hide 0"))
                .containsExactlyInAnyOrder("hide 0 r1", "hide 0 r2", "hide 0 r3");
        assertThat(calls.starting("delete")).isEmpty();
    }

    @Test
    void aLeaseThatIsLostWhileItsJobWaitsFreesThePermit() throws InterruptedException {
        runner.hold(gate); // whose time is not the work's
        sqs.refuse("r2");
        receive(message(1, "acme"), message(2, "acme"), message(3, "acme"));
        await().until(this::runs);

        for (int i = 0; i < 4 && tally.of(Event.LEASE_LOST) == 0; i++) {
            pass(Duration.ofSeconds(15));
        }
        await().until(() -> tally.of(Event.LEASE_LOST) == 1);
        await().until(() -> permits.taken() <= 2);
        gate.countDown();
        finish();

        assertThat(calls.all()).doesNotContain("get acme/cats/tom2.jpg", "delete r2");
        assertThat(fetched()).contains("get acme/cats/tom3.jpg");
    }

    @Test
    void aPlaceIsFreeWhenTheDocumentIsOnItsWay() {
        CustomerPlaces places = new CustomerPlaces(1);
        List<String> begun = new ArrayList<>();
        Hold first = intake.hold(message(1, "acme"), ticker.nanos());
        Hold second = intake.hold(message(2, "acme"), ticker.nanos());

        assertThat(places.enter("acme", first, () -> begun.add("first"))).isTrue();
        assertThat(places.enter("acme", second, () -> begun.add("second"))).isFalse();
        assertThat(begun).isEmpty();
        assertThat(places.waiting()).isOne();

        first.broughtDocument();
        assertThat(begun).containsExactly("second");
        first.release(); // says it again
        second.release();
        assertThat(intake.upstream().nothingComes()).isTrue();

        Hold third = intake.hold(message(3, "acme"), ticker.nanos());
        assertThat(places.enter("acme", third, () -> begun.add("third"))).isTrue();
        third.release();
    }
}
