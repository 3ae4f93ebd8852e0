package dev.sluice.ops.bench.sdk;

/**
 * Where the loop works: on the job messages of a queue, which name uploads and pending rows.
 *
 * @param queueUrl holds as many messages as the plan needs
 * @param bucket for results
 * @param table with the jobs' rows
 */
public record Place(String queueUrl, String bucket, String table) {}
