package dev.sluice.ops.bench.plot;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.plot.Plots.Plot;

import org.knowm.xchart.internal.chartpart.Chart;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Dollars for a million pictures, by mode and service. What no client sees is paler. */
final class CostPlot implements Plot {
    /** S3 sends them, SQS bills them. */
    private static final String EVENTS = "S3's events, modelled";

    private static final String MODELLED = ", modelled";
    private static final Map<String, Color> SERVICES = new LinkedHashMap<>();
    private static final Map<String, String> MODES = new LinkedHashMap<>();

    static {
        service("S3", 0x2f9e44);
        service("DynamoDB", 0x3b5bdb);
        service("SQS", 0xe64980);
        SERVICES.put(EVENTS, pale(new Color(0xe64980)));
        service("Lambda", 0xf08c00);
        service("KMS", 0x495057);
        MODES.put("object", "object");
        MODES.put("packed", "packed");
        MODES.put("completedOnly", "packed, completed-only");
        MODES.put("floor", "floor");
    }

    private static void service(String name, int colour) {
        SERVICES.put(name, new Color(colour));
        SERVICES.put(name + MODELLED, pale(new Color(colour)));
    }

    private static Color pale(Color colour) {
        return new Color(
                (colour.getRed() + 2 * 255) / 3,
                (colour.getGreen() + 2 * 255) / 3,
                (colour.getBlue() + 2 * 255) / 3);
    }

    @Override
    public String title(JsonNode figures) {
        return "What AWS asks for requests, for a million pictures with one result each";
    }

    @Override
    public List<Chart<?, ?>> charts(JsonNode figures) {
        Stack stack = new Stack();
        MODES.forEach(
                (mode, label) -> {
                    for (JsonNode line : figures.path(mode).path("lines")) {
                        stack.add(label, part(line), line.path("dollarsPerMillion").asDouble());
                    }
                });
        return stack.isEmpty()
                ? List.of()
                : List.of(stack.chart("", "US dollars a million pictures", SERVICES));
    }

    private static String part(JsonNode line) {
        String name = line.path("name").asText();
        String service = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        if (name.startsWith("s3.events")) {
            return EVENTS;
        }
        String shown =
                switch (service.toLowerCase(Locale.ROOT)) {
                    case "s3" -> "S3";
                    case "dynamodb" -> "DynamoDB";
                    case "sqs" -> "SQS";
                    case "lambda" -> "Lambda";
                    default -> "KMS";
                };
        return line.path("modelled").asBoolean() ? shown + MODELLED : shown;
    }
}
