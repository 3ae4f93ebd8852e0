/**
 * AWS on one machine: SQS, S3 with events, and DynamoDB, all speaking the real protocols.
 *
 * <p>Start with {@link dev.sluice.ops.local.LocalAws}.
 */
@NullMarked
package dev.sluice.ops.local;

import org.jspecify.annotations.NullMarked;
