/**
 * What is wrong with a deployment, seen from outside: everything at once, each with its remedy, and
 * nothing changed. What cannot be looked at is said so, never taken for good.
 */
@NullMarked
package dev.sluice.ops.doctor;

import org.jspecify.annotations.NullMarked;
