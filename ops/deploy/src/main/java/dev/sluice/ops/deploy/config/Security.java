package dev.sluice.ops.deploy.config;

import java.util.Optional;

/**
 * @param ownKey whether data is encrypted with a KMS key of the fleet's own instead of keys that
 *     AWS keeps
 * @param boundary ARN of a permissions boundary for all roles
 * @param logDays how long logs are kept, one of CloudWatch's choices
 */
public record Security(boolean ownKey, Optional<String> boundary, int logDays) {}
