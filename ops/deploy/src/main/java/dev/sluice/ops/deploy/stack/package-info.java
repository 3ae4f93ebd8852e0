/**
 * What is done with a template: CloudFormation's stacks are made, changed and removed, and their
 * owner is told in words. What is decided lies in values apart from the calls.
 */
@NullMarked
package dev.sluice.ops.deploy.stack;

import org.jspecify.annotations.NullMarked;
