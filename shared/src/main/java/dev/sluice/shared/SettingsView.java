package dev.sluice.shared;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings for others' eyes. They are listed one by one, so that no secret comes along. */
public final class SettingsView {
    private SettingsView() {}

    /** By the names of the file's keys; addresses without user and password. */
    public static Map<String, Object> of(Settings settings) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("region", settings.aws().region().id());
        view.put("endpoints", endpoints(settings));
        view.put("bucket", settings.bucket());
        view.put("resultBucket", settings.resultBucket());
        view.put("table", settings.table());
        view.put("fleetTable", settings.fleetTable());
        view.put("vectorTable", settings.vectors().table());
        view.put("indexes", settings.indexes().stream().map(Enum::name).sorted().toList());
        view.put("modelPath", settings.modelPath());
        view.put("gpu", settings.gpu());
        view.put("queuePrefix", settings.queuePrefix());
        view.put("drainTimeout", settings.drainTimeout().toString());
        view.put("log", settings.log().format().name());
        view.put("logLevel", settings.log().level().name());
        view.put("metrics", settings.metrics().sink().name());
        view.put(
                "scalingPeriod",
                settings.metrics().scaling().map(s -> s.period().toSeconds() + "s").orElse("off"));
        view.put("worker", tuning(settings.tuning()));
        return view;
    }

    private static Map<String, String> endpoints(Settings settings) {
        Map<String, String> endpoints = new LinkedHashMap<>();
        settings.aws()
                .endpoints()
                .forEach((service, address) -> endpoints.put(service, withoutUser(address)));
        return endpoints;
    }

    private static String withoutUser(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port;
    }

    private static Map<String, Object> tuning(Tuning tuning) {
        Map<String, Object> view = new LinkedHashMap<>();
        tuning.permits().ifPresent(permits -> view.put("permits", permits));
        view.put("pollers", tuning.pollers());
        tuning.connections().ifPresent(connections -> view.put("connections", connections));
        view.put("memory", tuning.memory());
        view.put("cores", tuning.cores());
        view.put("pollWait", tuning.pollWait().toString());
        return view;
    }
}
