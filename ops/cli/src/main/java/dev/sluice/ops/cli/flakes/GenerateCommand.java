package dev.sluice.ops.cli.flakes;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.flakes.generation.Generated;
import dev.sluice.ops.flakes.generation.Plan;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Pictures of which the truth is known. */
@Command(
        name = "generate",
        header = "Makes microscope pictures of flakes, with the truth about them.",
        description = {
            "",
            "Colours follow from thin-film interference with published refractive indices. DIR"
                    + " becomes pictures and annotations.json (COCO). Of each material and"
                    + " difficulty as many; the same seed gives the same pictures.",
            "",
            "Exit code: 0."
        })
final class GenerateCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "DIR", description = "Where to; no file there is overwritten.")
    private Path folder = Path.of("");

    @Option(
            names = "--material",
            paramLabel = "NAME",
            split = ",",
            description = "Graphene, hBN, MoS2, MoSe2, WS2, WSe2; all if none is named.")
    private List<String> materials = List.of();

    @Option(
            names = "--difficulty",
            paramLabel = "NAME",
            split = ",",
            description =
                    "plain, dark-corners, other-camera, out-of-focus, noisy, dirty, steps,"
                            + " jpeg-blocks, crowded, all; each if none is named.")
    private List<String> difficulties = List.of();

    @Option(
            names = "--oxide",
            paramLabel = "NM",
            description = "Of the wafer; without it 70 to 300 nm by chance.")
    private @Nullable Double oxide;

    @Option(names = "--pictures", paramLabel = "N", description = "Of each. Default: 1.")
    private int pictures = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Default: 1.")
    private long seed = 1;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "Pixels; at least 300 each. Default: 1280x800.")
    private String size = "1280x800";

    @Option(
            names = "--calibration",
            description =
                    "Plain pictures of other flakes on the same wafers as those of this seed: for"
                            + " flakes calibrate.")
    private boolean calibration;

    @Mixin private JsonOption json = new JsonOption();

    GenerateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (Files.exists(folder.resolve(Generated.TRUTH))) {
            throw new UsageError(folder + " has pictures already; name another folder");
        }
        if (!size.matches("\\d{3,5}x\\d{3,5}")) {
            throw new UsageError("--size: write pixels like 1280x800");
        }
        if (pictures < 1) {
            throw new UsageError("--pictures: at least 1");
        }
        try {
            Plan plan = Plan.of(materials, difficulties, oxide, size);
            Generated made = new Generated(folder);
            if (calibration) {
                plan.makeForCalibration(made, seed, pictures);
            } else {
                plan.make(made, seed, pictures);
            }
            json.print(
                    shell.console(),
                    "%d pictures with %d flakes in %s"
                            .formatted(made.pictures(), made.flakes(), folder),
                    facts ->
                            facts.put("pictures", made.pictures())
                                    .put("flakes", made.flakes())
                                    .put("folder", folder.toString()));
        } catch (IllegalArgumentException e) {
            throw new UsageError(String.valueOf(e.getMessage()));
        }
        return ExitCode.DONE;
    }
}
