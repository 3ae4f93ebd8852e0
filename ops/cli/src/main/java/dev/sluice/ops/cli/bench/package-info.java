@NullMarked
package dev.sluice.ops.cli.bench;

import org.jspecify.annotations.NullMarked;
