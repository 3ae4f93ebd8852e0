/** What every call has in common: who calls, how often, how long an answer may take, its form. */
@NullMarked
package dev.sluice.ops.api.http;

import org.jspecify.annotations.NullMarked;
