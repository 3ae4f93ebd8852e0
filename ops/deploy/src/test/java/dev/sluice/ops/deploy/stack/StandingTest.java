package dev.sluice.ops.deploy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import software.amazon.awssdk.services.cloudformation.model.StackStatus;

class StandingTest {
    /** AWS adds statuses; a new SDK then fails here, and not on a user's stack. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN_TO_SDK_VERSION")
    void everyStatusThatTheSdkKnowsHasAPlace(StackStatus status) {
        Standing standing = Standing.of("id", status.toString());

        boolean works =
                status.toString().endsWith("_IN_PROGRESS")
                        && status != StackStatus.REVIEW_IN_PROGRESS;
        assertThat(standing instanceof Standing.Busy).isEqualTo(works);
    }

    @Test
    void whatWasRemovedIsAbsentAndWhatRolledBackAtFirstMustGo() {
        assertThat(Standing.of("id", "DELETE_COMPLETE")).isEqualTo(new Standing.Absent());
        assertThat(Standing.of("id", "ROLLBACK_COMPLETE")).isInstanceOf(Standing.Failed.class);
        assertThat(Standing.of("id", "UPDATE_ROLLBACK_COMPLETE"))
                .isEqualTo(new Standing.Usable("id"));
        assertThat(Standing.of("id", "UPDATE_ROLLBACK_FAILED")).isEqualTo(new Standing.Stuck("id"));
    }
}
