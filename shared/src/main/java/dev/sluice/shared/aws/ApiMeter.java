package dev.sluice.shared.aws;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpHeaders;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts every request that leaves for AWS, retries included, by operation: {@code s3.PutObject};
 * and what is billed by size, in units. One meter serves all clients of a program.
 *
 * <p>DynamoDB's units are those of its answers, so requests must ask for {@code
 * ReturnConsumedCapacity.TOTAL}. Where the answer names none, one is counted: so for a failed
 * condition, which is billed like a write of the larger item (rows stay under 1 KB, one unit) but
 * answered by an exception without units.
 */
public final class ApiMeter implements ExecutionInterceptor {
    /** DynamoDB write units: one for each started KB of a written item and of an index's copy. */
    public static final String WRITE_UNITS = "dynamodb.writeUnits";

    /** DynamoDB read units: one for each started 4 KB, half where consistency is eventual. */
    public static final String READ_UNITS = "dynamodb.readUnits";

    /**
     * SQS bills each started 64 KB of a request's payload, or its answer's, as a request: those
     * after the first. Taken from the lengths of the HTTP bodies, which are a little larger.
     */
    public static final String FURTHER_CHUNKS = "sqs.furtherChunks";

    private static final long CHUNK = 64 * 1024;
    private static final Set<String> WRITES =
            Set.of(
                    "PutItem",
                    "UpdateItem",
                    "DeleteItem",
                    "BatchWriteItem",
                    "BatchExecuteStatement", // ours only write
                    "TransactWriteItems");
    private static final Set<String> READS =
            Set.of("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems");

    private static final ScopedValue<ApiMeter> ALSO = ScopedValue.newInstance();

    private final @Nullable ApiMeter whole;
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
    private final Map<String, DoubleAdder> units = new ConcurrentHashMap<>();

    public ApiMeter() {
        this(null);
    }

    private ApiMeter(@Nullable ApiMeter whole) {
        this.whole = whole;
    }

    /** Another one, which counts for itself; what it counts is counted here as well. */
    public ApiMeter part() {
        return new ApiMeter(this);
    }

    @Override
    public void beforeTransmission(
            Context.BeforeTransmission context, ExecutionAttributes attributes) {
        String service = service(attributes);
        called(service + "." + operation(attributes));
        if (service.equals("sqs")) {
            chunks(context.httpRequest());
        }
    }

    @Override
    public void afterTransmission(
            Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (service(attributes).equals("sqs")) {
            chunks(context.httpResponse());
        }
    }

    private void chunks(SdkHttpHeaders message) {
        long bytes = message.firstMatchingHeader("Content-Length").map(Long::valueOf).orElse(0L);
        if (bytes > CHUNK) {
            long further = (bytes - 1) / CHUNK;
            add(FURTHER_CHUNKS, (double) further);
        }
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        unit(attributes).ifPresent(unit -> add(unit, consumed(context.response())));
    }

    @Override
    public void onExecutionFailure(
            Context.FailedExecution context, ExecutionAttributes attributes) {
        if (context.exception() instanceof ConditionalCheckFailedException) {
            add(WRITE_UNITS, 1);
        }
    }

    private static Optional<String> unit(ExecutionAttributes attributes) {
        if (!service(attributes).equals("dynamodb")) {
            return Optional.empty();
        }
        String operation = operation(attributes);
        return WRITES.contains(operation)
                ? Optional.of(WRITE_UNITS)
                : READS.contains(operation) ? Optional.of(READ_UNITS) : Optional.empty();
    }

    /** Of one table, or in a list of several. */
    private static double consumed(SdkResponse response) {
        return switch (response.getValueForField("ConsumedCapacity", Object.class).orElse(null)) {
            case ConsumedCapacity one when one.capacityUnits() != null -> one.capacityUnits();
            case List<?> several when !several.isEmpty() ->
                    several.stream()
                            .map(ConsumedCapacity.class::cast)
                            .mapToDouble(ConsumedCapacity::capacityUnits)
                            .sum();
            case null, default ->
                    response instanceof BatchExecuteStatementResponse batch
                            ? batch.responses().size()
                            : 1;
        };
    }

    /** A request leaves: by the SDK, or past it. */
    void called(String operation) {
        countCall(operation);
        if (ALSO.isBound() && ALSO.get() != this) {
            ALSO.get().countCall(operation);
        }
    }

    private void countCall(String operation) {
        calls.computeIfAbsent(operation, name -> new LongAdder()).increment();
        if (whole != null) {
            whole.countCall(operation);
        }
    }

    private void add(String unit, double count) {
        countUnits(unit, count);
        if (ALSO.isBound() && ALSO.get() != this) {
            ALSO.get().countUnits(unit, count);
        }
    }

    private void countUnits(String unit, double count) {
        units.computeIfAbsent(unit, name -> new DoubleAdder()).add(count);
        if (whole != null) {
            whole.countUnits(unit, count);
        }
    }

    /**
     * Runs some work. What this thread asks of AWS meanwhile, by any client, is counted by this
     * meter as well, in place of one whose work it is part of.
     */
    public void during(Runnable work) {
        ScopedValue.where(ALSO, this).run(work);
    }

    private static String service(ExecutionAttributes attributes) {
        return attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME).toLowerCase(Locale.ROOT);
    }

    private static String operation(ExecutionAttributes attributes) {
        return attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    }

    /** Requests so far by operation, sorted. */
    public SortedMap<String, Long> counts() {
        SortedMap<String, Long> counts = new TreeMap<>();
        calls.forEach((operation, count) -> counts.put(operation, count.sum()));
        return counts;
    }

    /** Requests and units so far. */
    public Usage usage() {
        Map<String, Double> sums = new TreeMap<>();
        units.forEach((unit, sum) -> sums.put(unit, sum.sum()));
        return new Usage(counts(), sums);
    }
}
