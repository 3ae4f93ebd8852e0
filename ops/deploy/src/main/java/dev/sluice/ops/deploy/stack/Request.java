package dev.sluice.ops.deploy.stack;

import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Tag;

import java.util.List;
import java.util.Map;

/** What every request that makes a stack says of it. */
final class Request {
    private Request() {}

    static List<Parameter> parameters(Desired desired) {
        return desired.parameters().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(
                        each ->
                                Parameter.builder()
                                        .parameterKey(each.getKey())
                                        .parameterValue(each.getValue())
                                        .build())
                .toList();
    }

    static List<Tag> tags(Desired desired) {
        return desired.tags().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> Tag.builder().key(each.getKey()).value(each.getValue()).build())
                .toList();
    }
}
