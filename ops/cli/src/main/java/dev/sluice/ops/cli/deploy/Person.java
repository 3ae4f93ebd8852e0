package dev.sluice.ops.cli.deploy;

import dev.sluice.ops.cli.shell.Consent;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.deploy.stack.Operator;
import dev.sluice.ops.fleet.UsageError;

import java.time.Duration;

/** Whoever typed the command. */
final class Person implements Operator {
    private final Console console;
    private final Consent consent;
    private final Given given;

    /**
     * What the command line says beforehand.
     *
     * @param fleet its name, which is typed where data is in danger
     * @param yes not to ask
     * @param loss not even where data is in danger
     */
    record Given(String fleet, boolean yes, boolean loss) {}

    /**
     * @throws UsageError if nobody can be asked, and nothing was said beforehand
     */
    Person(Console console, Given given) {
        this.console = console;
        this.consent = Consent.ofProcess(console);
        this.given = given;
        if (!given.yes && !consent.canAsk()) {
            throw new UsageError("nobody can be asked here; say --yes");
        }
    }

    @Override
    public void say(String line) {
        console.say(line);
    }

    @Override
    public void warn(String line) {
        console.complain(line);
    }

    @Override
    public boolean agrees(boolean losing) {
        if (given.yes && (!losing || given.loss)) {
            return true;
        }
        if (!losing) {
            return consent.toGoOn();
        }
        if (!consent.canAsk()) {
            throw new UsageError(
                    "what holds data would be replaced or removed, and --yes does not cover that;"
                            + " say --allow-loss as well");
        }
        return consent.byTyping("the fleet's name", given.fleet);
    }

    @Override
    public void pause(Duration length) throws InterruptedException {
        Pause.of(length);
    }
}
