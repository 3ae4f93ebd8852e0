package dev.sluice.dispatcher;

/** One record of a message: each is judged by itself. */
sealed interface S3Event {
    /** An object was created. */
    record Created(UploadEvent upload) implements S3Event {}

    /** An object is gone; no pipeline asks for that yet. */
    record Removed() implements S3Event {}

    /** Something else that S3 tells, such as a changed tag. */
    record Other() implements S3Event {}

    /**
     * It is no record of S3's, or lacks what any upload must have, and will not get it by waiting.
     *
     * @param text all of it
     */
    record Malformed(String why, String text) implements S3Event {}
}
