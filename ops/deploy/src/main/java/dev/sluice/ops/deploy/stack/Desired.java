package dev.sluice.ops.deploy.stack;

import dev.sluice.ops.deploy.template.Template;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stack as it shall be.
 *
 * @param template JSON
 * @param parameters those without a default in the template, and those that differ from it
 * @param tags of the stack; CloudFormation puts them on whatever can bear them
 */
public record Desired(
        String stack, String template, Map<String, String> parameters, Map<String, String> tags) {
    /** CloudFormation: a larger template must lie in S3. */
    static final int INLINE = Template.INLINE;

    public Desired {
        parameters = Map.copyOf(parameters);
        tags = Map.copyOf(tags);
    }

    public static Desired of(
            Template template, Map<String, String> parameters, Map<String, String> tags) {
        // Without the spaces that are for readers: more fits into a request.
        String line = Stacks.json(template.json()).toString();
        return new Desired(template.name(), line, parameters, tags);
    }

    boolean isInline() {
        return template.getBytes(StandardCharsets.UTF_8).length <= INLINE;
    }

    Desired with(String otherTemplate) {
        return new Desired(stack, otherTemplate, parameters, tags);
    }

    Desired with(Map<String, String> moreParameters) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.putAll(moreParameters);
        return new Desired(stack, template, all, tags);
    }
}
