/** The dashboard that CloudWatch shows of a fleet. */
@NullMarked
package dev.sluice.ops.deploy.dashboard;

import org.jspecify.annotations.NullMarked;
