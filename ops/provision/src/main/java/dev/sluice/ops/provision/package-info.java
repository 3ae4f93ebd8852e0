/**
 * What Sluice needs of AWS before its first upload: queues, buckets, their notification and the
 * table, said once and made where it is missing.
 */
@NullMarked
package dev.sluice.ops.provision;

import org.jspecify.annotations.NullMarked;
