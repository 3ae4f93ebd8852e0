/** CloudFormation templates, written from Java values. */
@NullMarked
package dev.sluice.ops.deploy.template;

import org.jspecify.annotations.NullMarked;
