package dev.sluice.shared.notify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a secret is kept; never the secret. */
record SecretName(Store store, String name) {
    /** Who keeps it. */
    enum Store {
        /** Systems Manager's parameters. */
        SSM,
        SECRETSMANAGER,
        /** A variable of the environment. */
        ENV
    }

    /** Reads {@code ssm:NAME}, {@code secretsmanager:NAME} or {@code env:NAME}. */
    static Optional<SecretName> parse(String text) {
        return Arrays.stream(Store.values())
                .filter(store -> text.startsWith(prefix(store)))
                .map(store -> new SecretName(store, text.substring(prefix(store).length())))
                .filter(secret -> !secret.name.isBlank())
                .findFirst();
    }

    private static String prefix(Store store) {
        return store.name().toLowerCase(Locale.ROOT) + ":";
    }

    @Override
    public String toString() {
        return prefix(store) + name;
    }
}
