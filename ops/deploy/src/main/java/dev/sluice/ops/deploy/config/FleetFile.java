package dev.sluice.ops.deploy.config;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.config.YamlFile;
import dev.sluice.shared.pipeline.Pipelines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads one {@code fleet.yaml}, key by key; what is wrong is noted. */
final class FleetFile {
    /** What CloudWatch keeps logs for. */
    private static final Set<Integer> LOG_DAYS =
            Set.of(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653);

    private static final String ONLY = "pipelines";

    /** How problems begin with the names of pipelines that a program is to serve. */
    private static final String VARIABLE = "SLUICE_PIPELINES: ";

    private final Path file;
    private final Path shipped;
    private final Section top;
    private final Problems problems;

    FleetFile(Path file, Path shipped, Problems problems) {
        this.file = file.toAbsolutePath();
        this.shipped = shipped;
        this.problems = problems;
        this.top = YamlFile.read(file, String.valueOf(file.getFileName()), problems);
    }

    FleetConfig read() {
        problems.throwIfAny(); // a file that is not there lacks nothing else
        String name =
                Form.matching(
                        top,
                        "name",
                        "[a-z][a-z0-9-]{1,23}",
                        "2 to 24 lower-case letters, digits and hyphens, a letter first");
        String region =
                Form.matching(
                        top, "region", "[a-z]{2}(-[a-z]+)+-\\d", "a region such as us-east-1");
        InstanceTypes types = prices(top.section("prices"));
        Optional<Models> models = models();
        Storage storage = new StorageFile(top).read();
        Dispatcher dispatcher = dispatcher(top.section("dispatcher"), types);
        List<Pool> pools = pools(types, models);
        Image image = image(top.section("image"));
        Network network = network(top.section("network"));
        Alarms alarms = AlarmsFile.read(top.section("alarms"));
        Notify notices = new NotifyFile(top, name, problems).read(served(models).names());
        Security security = security();
        Map<String, String> tags = tags();
        top.done();
        problems.throwIfAny();
        return new FleetConfig(
                name,
                region,
                models.orElseThrow(),
                storage,
                dispatcher,
                pools,
                image,
                network,
                alarms,
                notices,
                security,
                tags);
    }

    /** Empty if they cannot be read, which is noted. */
    private Optional<Models> models() {
        Path folder =
                top.optionalText("models")
                        .map(text -> file.resolveSibling(text).normalize())
                        .orElse(shipped);
        try {
            return Optional.of(new Models(folder, Pipelines.read(folder, top.texts(ONLY))));
        } catch (InvalidConfiguration e) {
            for (String problem : e.problems()) {
                boolean name = problem.startsWith(VARIABLE);
                top.problem(
                        name ? ONLY : "models",
                        name ? problem.substring(VARIABLE.length()) : problem);
            }
            return Optional.empty();
        }
    }

    /** How a dispatcher runs. */
    private enum Kind {
        LAMBDA,
        PROCESS
    }

    private static Dispatcher dispatcher(Section section, InstanceTypes types) {
        Kind kind = section.choice("kind", Kind.class, Kind.LAMBDA);
        Dispatcher dispatcher =
                switch (kind) {
                    case LAMBDA ->
                            new Dispatcher.Lambda(
                                    section.integer("memory", 1024, 512, 10_240),
                                    section.integer("concurrency", 10, 2, 1000));
                    case PROCESS ->
                            new Dispatcher.Polling(types.read(section, "instance", "t4g.small"));
                };
        section.done();
        return dispatcher;
    }

    private static InstanceTypes prices(Section section) {
        InstanceTypes types = InstanceTypes.shipped();
        for (String type : section.raw().keySet()) {
            if (!type.matches("[a-z][a-z0-9-]*\\.[a-z0-9-]+")) {
                section.problem(type, "is no type of EC2's, such as g6.xlarge");
            } else {
                types = types.with(type, section.decimal(type, 0, 0, 1000));
            }
        }
        return types;
    }

    private static Served served(Optional<Models> models) {
        return new Served(models.map(Models::pipelines));
    }

    /** What no pool names; all if each is named. */
    private static List<String> unnamed(Section pools, Served served) {
        List<String> unnamed = new ArrayList<>(served.lanes());
        for (String pool : pools.raw().keySet()) {
            unnamed.removeAll(served.lanesOf(pools.section(pool).texts("pipelines")));
        }
        return unnamed.isEmpty() ? served.lanes() : unnamed;
    }

    private List<Pool> pools(InstanceTypes types, Optional<Models> models) {
        Served served = served(models);
        Section section = top.section("pools");
        List<String> unnamed = unnamed(section, served);
        List<Pool> pools = new ArrayList<>();
        for (String pool : section.raw().keySet()) {
            if (!pool.matches("[a-z][a-z0-9]{0,11}")) {
                section.problem(
                        pool,
                        "must be named by 1 to 12 lower-case letters and digits, a letter first");
            }
            pools.add(new PoolFile(section.section(pool), types, served, unnamed).read(pool));
        }
        if (pools.isEmpty()) {
            top.problem(
                    "pools",
                    "is required: at least one pool of workers, such as {gpu: {instances:"
                            + " [g6.xlarge]}}");
        } else {
            served.lanes().stream()
                    .filter(name -> pools.stream().noneMatch(p -> p.pipelines().contains(name)))
                    .forEach(
                            name ->
                                    top.problem(
                                            "pools",
                                            "none serves the pipeline \"%s\"; name it in one"
                                                    .formatted(name)));
        }
        return pools;
    }

    private static Image image(Section section) {
        Image image =
                new Image(
                        Form.matching(
                                section,
                                "tag",
                                "1",
                                "[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}",
                                "an image's tag"),
                        section.optionalText("address").isPresent()
                                ? Optional.of(
                                        Form.matching(
                                                section,
                                                "address",
                                                "[a-z0-9][A-Za-z0-9./:@_-]*",
                                                "an image's address"))
                                : Optional.empty());
        section.done();
        return image;
    }

    private static Network network(Section section) {
        Network network =
                section.optionalText("vpc").isPresent()
                        ? existing(section)
                        : new Network.Own(
                                Form.matching(
                                        section,
                                        "cidr",
                                        "10.60.0.0/16",
                                        "\\d{1,3}(\\.\\d{1,3}){3}/16",
                                        "a network such as 10.60.0.0/16"),
                                section.integer("zones", 3, 1, 3),
                                section.flag("nat", false));
        section.done();
        return network;
    }

    private static Network existing(Section section) {
        String vpc = Form.matching(section, "vpc", "vpc-[0-9a-f]{8,17}", "the ID of a VPC");
        List<String> subnets = section.texts("subnets");
        if (subnets.isEmpty()) {
            section.problem("subnets", "is required beside vpc: IDs of its subnets");
        }
        for (String subnet : subnets) {
            if (!subnet.matches("subnet-[0-9a-f]{8,17}")) {
                section.problem("subnets", "\"" + subnet + "\" must be the ID of a subnet");
            }
        }
        return new Network.Existing(vpc, subnets);
    }

    private Security security() {
        Section logs = top.section("logs");
        int days = logs.integer("days", 30, 1, 3653);
        if (!LOG_DAYS.contains(days)) {
            logs.problem("days", "must be one of " + new TreeSet<>(LOG_DAYS));
        }
        logs.done();
        Optional<String> boundary = top.optionalText("permissionsBoundary");
        if (boundary.filter(arn -> !arn.matches("arn:aws[a-z-]*:iam::(\\d{12}|aws):policy/.+"))
                .isPresent()) {
            top.problem("permissionsBoundary", "must be the ARN of a policy of IAM's");
        }
        return new Security(top.flag("ownKey", false), boundary, days);
    }

    private Map<String, String> tags() {
        Section section = top.section("tags");
        Map<String, String> tags = new LinkedHashMap<>(section.all());
        tags.forEach(
                (key, value) -> {
                    if (key.toLowerCase(Locale.ROOT).startsWith("aws:")
                            || key.length() > 128
                            || value.length() > 256) {
                        section.problem(
                                key,
                                "must not begin with aws:, have over 128 characters or a value of"
                                        + " over 256");
                    }
                });
        return tags;
    }
}
