/** {@code demo}: everything, once, with pictures. */
@NullMarked
package dev.sluice.ops.cli.demo;

import org.jspecify.annotations.NullMarked;
