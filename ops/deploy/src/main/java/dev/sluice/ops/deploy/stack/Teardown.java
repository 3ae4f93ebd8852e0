package dev.sluice.ops.deploy.stack;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.deploy.stack.Standing.Absent;
import dev.sluice.shared.aws.AwsAccess;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Takes a fleet away. What holds data stays and is named, unless its removal is asked for; that may
 * also be asked for later, when the stack is long gone.
 */
public final class Teardown {
    private final AwsAccess access;
    private final Clients clients;
    private final Operator operator;
    private final Stacks stacks;
    private final StoredData stored;

    Teardown(AwsAccess access, Clients clients, Operator operator) {
        this.access = access;
        this.clients = clients;
        this.operator = operator;
        this.stacks = new Stacks(clients.cloudformation());
        this.stored = new StoredData(clients, operator);
    }

    /** What became of a fleet. */
    public enum End {
        DECLINED,
        GONE,
        /** Something stays that only a person can remove; it was named. */
        LEFT
    }

    /**
     * Destroys.
     *
     * @param names of its stacks, the dependent one first
     * @param data whether what holds data goes as well, the last of the stacks with it
     * @throws StackFailed if CloudFormation could not
     */
    public static End destroy(AwsAccess access, Operator operator, List<String> names, boolean data)
            throws InterruptedException {
        Account.checkOne(access);
        try (Clients clients = Clients.open(access)) {
            return new Teardown(access, clients, operator).destroy(names, data);
        }
    }

    /**
     * One stack.
     *
     * @param goes with it
     * @param stays when it goes, or did when it went
     */
    private record Piece(String name, Standing standing, List<Part> goes, List<Part> stays) {}

    End destroy(List<String> names, boolean data) throws InterruptedException {
        Account account = Account.of(clients.sts(), access.region().id());
        operator.say(account.words(access.endpoints()));
        List<Piece> pieces = new ArrayList<>();
        // The last one holds copies of what is on the operator's machine, and the next fleet's
        // start.
        for (String name : data ? names : names.subList(0, names.size() - 1)) {
            pieces.add(piece(name));
        }
        pieces.removeIf(
                piece -> piece.standing instanceof Absent && (!data || piece.stays.isEmpty()));
        if (pieces.isEmpty()) {
            operator.say("There is nothing of %s here.".formatted(names.getFirst()));
            return End.GONE;
        }
        pieces.forEach(piece -> tell(piece, data));
        if (!operator.agrees(data)) {
            return End.DECLINED;
        }
        End end = End.GONE;
        for (Piece piece : pieces) {
            end = remove(piece, data) ? end : End.LEFT;
        }
        return end;
    }

    private Piece piece(String name) throws InterruptedException {
        Standing standing = new StackWork(clients.cloudformation(), operator, name).settled();
        if (standing instanceof Absent) {
            return new Piece(name, standing, List.of(), Part.sorted(left(name)));
        }
        JsonNode resources = stacks.template(name).path("Resources");
        Map<Boolean, List<Part>> parts =
                stacks.parts(name).stream()
                        .filter(part -> !part.physical().isEmpty())
                        .filter(part -> !part.status().equals("DELETE_COMPLETE"))
                        .collect(Collectors.partitioningBy(part -> stays(resources, part)));
        List<Part> stays = new ArrayList<>(parts.getOrDefault(true, List.of()));
        stays.addAll(left(name));
        return new Piece(name, standing, parts.getOrDefault(false, List.of()), Part.sorted(stays));
    }

    /** By earlier stacks of this name, unless another stack has taken it over since. */
    private List<Part> left(String name) {
        List<String> removed = stacks.removed(name);
        Map<String, Part> left = new TreeMap<>();
        for (String stack : removed) {
            stacks.left(stack).forEach(part -> left.put(part.words(), part));
        }
        return left.values().stream()
                .filter(stored::isThere)
                .filter(part -> stacks.owner(part).map(removed::contains).orElse(true))
                .toList();
    }

    /** Versions of functions go with their function. */
    private static boolean stays(JsonNode resources, Part part) {
        return resources.path(part.name()).path("DeletionPolicy").asText().startsWith("Retain")
                && !part.is("AWS::Lambda::Version");
    }

    private void tell(Piece piece, boolean data) {
        if (!(piece.standing instanceof Absent)) {
            Map<String, Integer> counts = new TreeMap<>();
            piece.goes.forEach(part -> counts.merge(part.type(), 1, Integer::sum));
            operator.say(
                    "Stack %s goes, with %s."
                            .formatted(
                                    piece.name,
                                    counts.isEmpty()
                                            ? "nothing in it"
                                            : counts.entrySet().stream()
                                                    .map(
                                                            e ->
                                                                    Kind.of(e.getKey())
                                                                            .counted(e.getValue()))
                                                    .collect(Collectors.joining(", "))));
        }
        if (!piece.stays.isEmpty()) {
            operator.say(
                    data
                            ? "These go for good, with everything in them:"
                            : "These stay, with what is in them, and cost what they hold"
                                    + " (--delete-data removes them):");
            piece.stays.forEach(part -> operator.say("  " + part.words()));
        }
    }

    private boolean remove(Piece piece, boolean data) throws InterruptedException {
        if (data) {
            for (Part part : piece.goes) {
                stored.release(part);
            }
        }
        if (piece.standing.stackId().isPresent()) {
            operator.say("Stack %s: CloudFormation removes it …".formatted(piece.name));
            new StackWork(clients.cloudformation(), operator, piece.name)
                    .remove(piece.standing.stackId().get());
        }
        boolean gone = true;
        for (Part part : data ? piece.stays : List.<Part>of()) {
            if (!stored.remove(part)) {
                operator.warn("Remove this yourself: %s.".formatted(part.words()));
                gone = false;
            }
        }
        return gone;
    }
}
