package dev.sluice.ops.models.infer;

/**
 * A value of {@code pipeline.yaml} and the reason for it.
 *
 * @param key with its sections, {@code input.width} for example
 * @param value a string, a number, a boolean or a list of numbers
 * @param why continues "because"
 */
public record Inferred(String key, Object value, Ground ground, String why) {}
