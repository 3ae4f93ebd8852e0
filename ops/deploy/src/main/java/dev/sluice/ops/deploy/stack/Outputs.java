package dev.sluice.ops.deploy.stack;

import java.util.LinkedHashMap;
import java.util.Map;

/** A stack's outputs as the environment of a fleet's programs. */
public final class Outputs {
    private static final Map<String, String> VARIABLES = new LinkedHashMap<>();

    static {
        VARIABLES.put("UploadBucket", "S3_BUCKET_NAME");
        VARIABLES.put("ResultBucket", "RESULT_BUCKET_NAME");
        VARIABLES.put("RowTable", "DYNAMODB_TABLE_NAME");
        VARIABLES.put("FleetTable", "FLEET_TABLE_NAME");
        VARIABLES.put("QueuePrefix", "SLUICE_QUEUE_PREFIX");
        VARIABLES.put("Indexes", "SLUICE_INDEXES");
        VARIABLES.put("Pipelines", "SLUICE_PIPELINES");
        VARIABLES.put("ModelPath", "MODEL_PATH");
    }

    private Outputs() {}

    /**
     * With region and endpoints, but without credentials: they are the reader's own.
     *
     * @param caller the environment in which the stack was reached
     */
    public static Map<String, String> environment(
            Map<String, String> outputs, String region, Map<String, String> caller) {
        Map<String, String> environment = new LinkedHashMap<>();
        caller.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("AWS_ENDPOINT_URL"))
                .filter(entry -> !entry.getValue().isBlank())
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> environment.put(entry.getKey(), entry.getValue()));
        environment.put("AWS_REGION", region);
        environment.put("AWS_DEFAULT_REGION", region);
        VARIABLES.forEach(
                (output, variable) -> {
                    String value = outputs.getOrDefault(output, "");
                    if (!value.isEmpty()) {
                        environment.put(variable, value);
                    }
                });
        return environment;
    }
}
