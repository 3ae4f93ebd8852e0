/** {@code doctor}: what is wrong with a deployment. */
@NullMarked
package dev.sluice.ops.cli.doctor;

import org.jspecify.annotations.NullMarked;
