/** What the AWS SDK itself costs: the worker's calls, bare. */
@NullMarked
package dev.sluice.ops.bench.sdk;

import org.jspecify.annotations.NullMarked;
