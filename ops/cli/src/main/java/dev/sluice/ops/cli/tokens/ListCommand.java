package dev.sluice.ops.cli.tokens;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.api.tokens.Token;
import dev.sluice.ops.cli.shell.CustomerFilter;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;

/** What there is. */
@Command(
        name = "list",
        header = "Lists tokens, without their secrets, which nobody has kept.",
        description = {"", "Revoked ones are listed for 90 days. Exit code: 0."})
final class ListCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin private CustomerFilter customer = new CustomerFilter();

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    ListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Token> tokens =
                Office.in(shell, office -> office.tokens().all()).stream()
                        .filter(token -> customer.id().map(token.customer()::equals).orElse(true))
                        .toList();
        if (json) {
            shell.console().print(document(tokens));
            return ExitCode.DONE;
        }
        if (tokens.isEmpty()) {
            shell.console().say("There are none; `ops/sluice tokens add` makes one.");
            return ExitCode.DONE;
        }
        Table table =
                new Table(
                        Table.Column.text("ID"),
                        Table.Column.text("Customer", 30),
                        Table.Column.text("Name", 30),
                        Table.Column.number("Calls/s"),
                        Table.Column.text("Made"),
                        Table.Column.text("State"));
        tokens.forEach(
                token ->
                        table.row(
                                token.id(),
                                token.customer(),
                                token.name(),
                                token.perSecond(),
                                minutes(token.createdAt()),
                                state(token, Instant.now())));
        shell.console().print(table);
        return ExitCode.DONE;
    }

    /** Times are ms since 1970. */
    private static String document(List<Token> tokens) {
        ObjectNode document = new JsonMapper().createObjectNode();
        ArrayNode list = document.putArray("tokens");
        for (Token token : tokens) {
            ObjectNode each =
                    list.addObject()
                            .put("id", token.id())
                            .put("customer", token.customer())
                            .put("name", token.name())
                            .put("perSecond", token.perSecond())
                            .put("createdAt", token.createdAt().toEpochMilli());
            token.before().ifPresent(old -> each.put("oldUntil", old.until().toEpochMilli()));
            token.revokedAt().ifPresent(at -> each.put("revokedAt", at.toEpochMilli()));
        }
        return document.toPrettyString();
    }

    private static String state(Token token, Instant now) {
        return token.revokedAt()
                .map(at -> "revoked " + minutes(at))
                .or(
                        () ->
                                token.before()
                                        .filter(old -> now.isBefore(old.until()))
                                        .map(
                                                old ->
                                                        "old secret counts until "
                                                                + minutes(old.until())))
                .orElse("good");
    }

    private static String minutes(Instant time) {
        return time.truncatedTo(ChronoUnit.MINUTES).toString();
    }
}
