/** What the dashboard knows: read from DynamoDB, SQS and {@code /metrics}, never by a Scan. */
@NullMarked
package dev.sluice.ops.dashboard.read;

import org.jspecify.annotations.NullMarked;
