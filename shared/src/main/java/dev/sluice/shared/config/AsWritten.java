package dev.sluice.shared.config;

import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.constructor.ConstructYamlNull;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

import java.util.Map;

/**
 * YAML in which every value is the text that somebody wrote: whoever reads it knows whether he
 * wants a number. So a version {@code 1.10} is not 1.1, and {@code 007} not 7.
 */
final class AsWritten implements Schema {
    @Override
    public ScalarResolver getScalarResolver() {
        return (value, plain) ->
                plain && (value.isEmpty() || value.equals("null")) ? Tag.NULL : Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return Map.of(Tag.NULL, new ConstructYamlNull());
    }
}
