package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class OnceTest {
    private final List<String> opened = new ArrayList<>();
    private boolean fails;

    private String open() {
        opened.add("it");
        if (fails) {
            throw new IllegalStateException("not yet");
        }
        return "it";
    }

    @Test
    void isOpenedAtTheFirstInvocationAndKept() {
        Once<String> once = new Once<>(this::open);
        assertThat(opened).isEmpty();
        assertThat(once.get()).isEqualTo(once.get());
        assertThat(opened).hasSize(1);
    }

    @Test
    void whatCannotBeOpenedIsTriedAgain() {
        Once<String> once = new Once<>(this::open);
        fails = true;
        assertThatThrownBy(once::get).hasMessage("not yet");
        fails = false;
        assertThat(once.get()).isEqualTo("it");
    }

    @Test
    void beforeAPictureIsTakenItIsOpenedAlready() {
        Once<String> once = Once.inFunction(this::open, "snap-start");
        assertThat(opened).hasSize(1);
        once.get();
        assertThat(opened).hasSize(1);
        Once.inFunction(this::open, "on-demand");
        assertThat(opened).hasSize(1);
    }

    /** Else the stack could not be made before IAM knows the role everywhere. */
    @Test
    void whatFailsThenDoesNotKeepAPictureFromBeingTaken() {
        fails = true;
        Once<String> once = Once.inFunction(this::open, "snap-start");
        fails = false;
        assertThat(once.get()).isEqualTo("it");
    }
}
