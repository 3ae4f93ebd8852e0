package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CustomersTest {
    private final Customers customers = new Customers();

    private void jobs(String customer, int count) {
        for (int i = 0; i < count; i++) {
            customers.ended(customer);
        }
    }

    private long jobsOf(String customer) {
        return customers.accounts().get(customer).jobs().sum();
    }

    @Test
    void theFirstHaveAnAccountAtOnceAndTheRestShareOne() {
        for (int i = 0; i < Customers.NAMED + 5; i++) {
            jobs("customer-" + i, 2);
        }
        assertThat(customers.accounts()).hasSize(Customers.NAMED + 1);
        assertThat(jobsOf("customer-0")).isEqualTo(2);
        assertThat(jobsOf(Customers.OTHER)).isEqualTo(10);
    }

    @Test
    void whoeverIsBusierTakesTheAccountOfOneWhoIsNot() {
        for (int i = 0; i < Customers.NAMED; i++) {
            jobs("customer-" + i, i == 7 ? 1 : 50);
        }
        jobs("newcomer", 30);
        assertThat(customers.accounts()).doesNotContainKey("newcomer");

        customers.look();

        assertThat(customers.accounts()).containsKey("newcomer").doesNotContainKey("customer-7");
        jobs("newcomer", 3);
        assertThat(jobsOf("newcomer")).as("since it has an account").isEqualTo(3);
    }

    @Test
    void nobodyLosesAnAccountForBeingIdleAlone() {
        jobs("acme", 1);
        for (int i = 0; i < 100; i++) {
            customers.look();
        }
        assertThat(jobsOf("acme")).isEqualTo(1);
    }

    @Test
    void aHundredThousandCustomersAreNoMoreLabelsThanTwenty() {
        for (int minute = 0; minute < 10; minute++) {
            for (int i = 0; i < 10_000; i++) {
                jobs("customer-" + minute + "-" + i, 1);
            }
            customers.look();
            assertThat(customers.accounts()).hasSize(Customers.NAMED + 1);
        }
    }

    @Test
    void aCustomerWhoIsCalledOtherIsOneOfThem() {
        jobs(Customers.OTHER, 4);
        customers.look();
        assertThat(customers.accounts()).containsOnlyKeys(Customers.OTHER);
        assertThat(jobsOf(Customers.OTHER)).isEqualTo(4);
    }
}
