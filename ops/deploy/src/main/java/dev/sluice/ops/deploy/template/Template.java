package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Json;

import java.util.Map;

/**
 * One stack, before anybody makes it.
 *
 * @param name of the stack, and of its file
 * @param body in CloudFormation's own terms: maps, lists, texts, numbers and flags, each in a fixed
 *     order
 * @param bill what it will cost
 */
public record Template(String name, Map<String, Object> body, Bill bill) {
    /** CloudFormation takes so many bytes in a request; up to {@link #MOST} they lie in S3. */
    public static final int INLINE = 51_200;

    /** Bytes of a template in S3: CloudFormation's limit. */
    public static final int MOST = 1_000_000;

    /** The file's name, beside its siblings. */
    public String file() {
        return name + ".template.json";
    }

    /** As CloudFormation takes it, indented; the same for the same fleet, byte by byte. */
    public String json() {
        return Json.text(body);
    }
}
