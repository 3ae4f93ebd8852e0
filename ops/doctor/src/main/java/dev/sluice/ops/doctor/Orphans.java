package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.provision.Topology;
import dev.sluice.ops.provision.Topology.Queue;
import dev.sluice.ops.provision.Topology.Redrive;
import dev.sluice.ops.provision.Topology.Table;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Queues and tables that bear this fleet's names and that nothing uses: of a pipeline that is gone,
 * of a fleet that was half deleted. Those of other fleets, whose queue of events stands, are left
 * alone.
 *
 * @param prefix of the queues
 */
record Orphans(SqsClient sqs, DynamoDbClient dynamodb, String prefix, Topology topology)
        implements Check {
    private static final String EVENTS = "-events";

    /** A fleet's table is named after that of its rows, unless said otherwise. */
    private static final String FLEET = "Fleet";

    private static final int PAGE = 1000;

    @Override
    public String about() {
        return "orphans";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        for (String queue : queues()) {
            findings.add(
                    new Fault(
                            "queue " + queue,
                            "begins with this fleet's prefix, and no pipeline of MODEL_PATH uses"
                                    + " it",
                            "wait until it is empty, then delete it; or bring its pipeline back"));
        }
        for (String table : tables()) {
            findings.add(
                    new Fault(
                            "table " + table,
                            "is of a fleet whose table of rows is gone",
                            "delete it, if no fleet has it as its FLEET_TABLE_NAME"));
        }
        return findings.isEmpty()
                ? List.of(new Good(about(), "no queue or table is left without a fleet"))
                : findings;
    }

    private Set<String> queues() {
        Set<String> standing =
                sqs
                        .listQueuesPaginator(
                                list -> list.queueNamePrefix(prefix + "-").maxResults(PAGE))
                        .queueUrls()
                        .stream()
                        .map(url -> url.substring(url.lastIndexOf('/') + 1))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> ours =
                Stream.concat(Stream.of(topology.events()), topology.jobs().stream())
                        .flatMap(Orphans::withDeadLetters)
                        .collect(Collectors.toSet());
        // A fleet may have a prefix that begins with ours.
        Set<String> others =
                standing.stream()
                        .filter(name -> name.endsWith(EVENTS) && !ours.contains(name))
                        .map(name -> name.substring(0, name.length() - EVENTS.length() + 1))
                        .collect(Collectors.toSet());
        standing.removeAll(ours);
        standing.removeIf(name -> others.stream().anyMatch(name::startsWith));
        return standing;
    }

    private static Stream<String> withDeadLetters(Queue queue) {
        return Stream.concat(
                Stream.of(queue.name()),
                queue.redrive().stream().map(Redrive::deadLetters).map(Queue::name));
    }

    private Set<String> tables() {
        Set<String> standing =
                new TreeSet<>(dynamodb.listTablesPaginator().tableNames().stream().toList());
        Set<String> ours =
                topology.tables().stream()
                        .map(Table::name)
                        .collect(Collectors.toCollection(HashSet::new));
        Set<String> orphans = new TreeSet<>();
        String first = topology.tables().getFirst().name();
        for (String name : standing) {
            boolean fleets =
                    name.endsWith(FLEET) && (name.startsWith(first) || name.startsWith(prefix));
            String rows = name.substring(0, Math.max(0, name.length() - FLEET.length()));
            if (fleets && !ours.contains(name) && !standing.contains(rows)) {
                orphans.add(name);
            }
        }
        return orphans;
    }
}
