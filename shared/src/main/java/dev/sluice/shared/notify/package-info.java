/** Tells others how a job ended: an SNS topic, an SQS queue, a webhook. */
@NullMarked
package dev.sluice.shared.notify;

import org.jspecify.annotations.NullMarked;
