/** What a user says about a fleet on AWS: {@code fleet.yaml}. */
@NullMarked
package dev.sluice.ops.deploy.config;

import org.jspecify.annotations.NullMarked;
