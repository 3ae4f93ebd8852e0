/**
 * A deployment as a client sees it, here or on AWS: uploads go in through S3, rows come out of
 * DynamoDB.
 */
@NullMarked
package dev.sluice.ops.fleet;

import org.jspecify.annotations.NullMarked;
