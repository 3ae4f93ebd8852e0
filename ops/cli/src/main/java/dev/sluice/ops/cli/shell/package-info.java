/**
 * What every command needs of its surroundings: streams, colours, tables, progress, signals, logs.
 */
@NullMarked
package dev.sluice.ops.cli.shell;

import org.jspecify.annotations.NullMarked;
