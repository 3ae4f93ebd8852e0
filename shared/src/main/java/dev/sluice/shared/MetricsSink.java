package dev.sluice.shared;

/** Who is told metrics, beside whoever asks by HTTP. */
public enum MetricsSink {
    /** CloudWatch, where there is one: on AWS, or where its endpoint is named. */
    CLOUDWATCH,
    NONE
}
