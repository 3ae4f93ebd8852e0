package dev.sluice.ops.api.http;

import dev.sluice.ops.api.tokens.Token;

import io.javalin.http.Context;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * What a caller asks.
 *
 * @param token whose it is
 * @param waits one is to be held while an answer is waited for
 * @param path the variables of the address
 * @param query its parameters
 * @param body as it was sent
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Call(
        Token token,
        Semaphore waits,
        Map<String, String> path,
        Map<String, List<String>> query,
        byte[] body) {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    /** DynamoDB: sort keys of 1,024 bytes, at most four a character. */
    private static final int LONGEST_PARAMETER = 250;

    public Call {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
    }

    static Call of(Token token, Semaphore waits, Context ctx) {
        return new Call(token, waits, ctx.pathParamMap(), ctx.queryParamMap(), ctx.bodyAsBytes());
    }

    /**
     * The customer that the address names.
     *
     * @throws Refused if it is another's than the token's
     */
    public String customer() {
        String named = path.getOrDefault("customer", token.customer());
        if (!named.equals(token.customer())) {
            throw new Refused(
                    FORBIDDEN,
                    "This token is customer %s's; ask for that one's jobs."
                            .formatted(token.customer()));
        }
        return named;
    }

    /** A parameter of the address; empty if it is not there. */
    public Optional<String> text(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new Refused(BAD_REQUEST, "%s is there twice; give it once.".formatted(name));
        }
        Optional<String> value = values.stream().findFirst();
        if (value.filter(each -> each.isEmpty() || each.length() > LONGEST_PARAMETER).isPresent()) {
            throw new Refused(
                    BAD_REQUEST,
                    "%s has 1 to %,d characters; leave it out if there is nothing to say."
                            .formatted(name, LONGEST_PARAMETER));
        }
        return value;
    }

    /** A parameter that is a whole number. */
    public int number(String name, int otherwise, int least, int most) {
        return text(name)
                .map(
                        value -> {
                            if (!value.matches("\\d{1,9}")
                                    || Integer.parseInt(value) < least
                                    || Integer.parseInt(value) > most) {
                                throw new Refused(
                                        BAD_REQUEST,
                                        "%s is a whole number from %d to %d."
                                                .formatted(name, least, most));
                            }
                            return Integer.parseInt(value);
                        })
                .orElse(otherwise);
    }

    /**
     * What was sent, as a JSON object.
     *
     * @throws Refused if it is none
     */
    public Members members() {
        return Members.of(body);
    }
}
