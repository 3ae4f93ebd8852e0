package dev.sluice.ops.deploy.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One resource of a stack. */
public final class Resource {
    private final String type;
    private final Map<String, Object> properties;
    private final List<String> after = new ArrayList<>();
    private final Map<String, Object> policies = new LinkedHashMap<>();
    private final List<Object> excused = new ArrayList<>();

    Resource(String type, Map<String, Object> properties) {
        this.type = type;
        this.properties = properties;
    }

    /** Made when these are; what it refers to comes first anyway. */
    public Resource after(String... ids) {
        after.addAll(List.of(ids));
        return this;
    }

    /** Stays when the stack goes, for it holds data; unless the stack could not be made at all. */
    public Resource keeps() {
        policies.put("DeletionPolicy", "RetainExceptOnCreate");
        policies.put("UpdateReplacePolicy", "Retain");
        return this;
    }

    /** Its predecessor stays beside it until the stack goes. */
    public Resource keepsPredecessors() {
        policies.put("DeletionPolicy", "Retain");
        policies.put("UpdateReplacePolicy", "Retain");
        return this;
    }

    /** An update leaves alone what Auto Scaling has changed meanwhile. */
    public Resource keepsSize() {
        policies.put(
                "UpdatePolicy",
                Body.of(
                        "AutoScalingScheduledAction",
                        Body.of("IgnoreUnmodifiedGroupSizeProperties", true)));
        return this;
    }

    /**
     * @param check of checkov's that does not hold
     * @param why that is right, one sentence
     */
    public Resource excuses(String check, String why) {
        excused.add(Body.of("id", check, "comment", why));
        return this;
    }

    boolean is(String wanted) {
        return type.equals(wanted);
    }

    Map<String, Object> properties() {
        return properties;
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Type", type);
        if (!excused.isEmpty()) {
            body.put("Metadata", Body.of("checkov", Body.of("skip", excused)));
        }
        if (!after.isEmpty()) {
            body.put("DependsOn", after);
        }
        body.putAll(policies);
        body.put("Properties", properties);
        return body;
    }
}
