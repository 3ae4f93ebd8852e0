/** CloudFormation's terms as Java values. */
@NullMarked
package dev.sluice.ops.deploy.cloudformation;

import org.jspecify.annotations.NullMarked;
