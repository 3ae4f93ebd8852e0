package dev.sluice.ops.cli.deploy;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.deploy.template.Bill;
import dev.sluice.ops.deploy.template.FleetTemplate;
import dev.sluice.ops.deploy.template.Template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes templates to files, for people and for other tools; asks nobody anything. */
final class Synth {
    private final FleetTemplate fleet;
    private final Console console;

    Synth(FleetTemplate fleet, Console console) {
        this.fleet = fleet;
        this.console = console;
    }

    /** Writes into a folder, which is made if it is not there. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Template template : List.of(fleet.forAssets(), fleet.fleet())) {
            Path file = folder.resolve(template.file());
            Files.writeString(file, template.json());
            console.print("wrote " + file);
            Bill bill = template.bill();
            if (!bill.lines().isEmpty()) {
                console.print(
                        String.format(
                                Locale.ROOT,
                                "%s costs about $%.2f a month at rest and $%.2f a million uploads,"
                                        + " workers' time not counted",
                                template.name(),
                                bill.monthly(),
                                bill.perMillion()));
            }
        }
    }
}
