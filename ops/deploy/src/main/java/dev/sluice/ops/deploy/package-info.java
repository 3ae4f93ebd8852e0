/**
 * A fleet on AWS: its CloudFormation template, written from Java values, and what brings it there.
 */
@NullMarked
package dev.sluice.ops.deploy;

import org.jspecify.annotations.NullMarked;
