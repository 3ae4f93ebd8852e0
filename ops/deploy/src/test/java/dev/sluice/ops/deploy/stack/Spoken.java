package dev.sluice.ops.deploy.stack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An operator that keeps what he was told; while he waits time passes for CloudFormation. */
final class Spoken implements Operator {
    final List<String> said = new ArrayList<>();
    final List<String> warned = new ArrayList<>();
    final List<Boolean> asked = new ArrayList<>();
    boolean answer = true;

    private final Runnable passing;

    Spoken(Runnable passing) {
        this.passing = passing;
    }

    @Override
    public void say(String line) {
        said.add(line);
    }

    @Override
    public void warn(String line) {
        warned.add(line);
    }

    @Override
    public boolean agrees(boolean losing) {
        asked.add(losing);
        return answer;
    }

    @Override
    public void pause(Duration length) {
        passing.run();
    }
}
