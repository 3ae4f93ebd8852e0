package dev.sluice.ops.cli.tokens;

import dev.sluice.ops.api.tokens.Tokens;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.UsageError;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/** Where tokens are changed, each change recorded before it is made. */
record Office(Fleet fleet, Tokens tokens) {
    /** Does something there. */
    static <T> T in(Shell shell, Function<Office, T> work) {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            return work.apply(
                    new Office(
                            fleet,
                            Tokens.of(
                                    fleet.settings(),
                                    fleet.clients().dynamodb(),
                                    InstantSource.system())));
        }
    }

    AuditLog.Begun begin(String what, String about) {
        return new AuditLog(fleet.settings(), fleet.clients().dynamodb(), InstantSource.system())
                .begin(System.getProperty("user.name", "somebody"), what, about);
    }

    /** Only a customer whose uploads some pipeline takes. */
    void check(String customer) {
        boolean good =
                !customer.isBlank()
                        && customer.indexOf('/') < 0
                        && fleet.pipelines().all().stream()
                                .anyMatch(
                                        pipeline ->
                                                pipeline.invalidId(Map.of("customerID", customer))
                                                        .isEmpty());
        if (!good) {
            throw new UsageError(
                    "--customer: no pipeline takes uploads of \"%s\"; see `ids` in their pipeline.yaml"
                            .formatted(customer));
        }
    }

    static UsageError unknown(String id) {
        return new UsageError(
                "there is no token %s that is not revoked; `ops/sluice tokens list` shows them"
                        .formatted(id));
    }
}
