package dev.sluice.ops.deploy.template;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Prices of what stands and is not called, from a dated list beside this class. */
final class StandingPrices {
    private final Map<?, ?> list;

    private StandingPrices(Map<?, ?> list) {
        this.list = list;
    }

    static StandingPrices shipped() {
        try (InputStream yaml = StandingPrices.class.getResourceAsStream("standing.yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("standing.yaml is not beside this class");
            }
            return new StandingPrices(
                    (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dollars. */
    double of(String name) {
        if (list.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalStateException("no price of " + name);
    }
}
