package dev.sluice.ops.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.plan.Planner.Advice;
import dev.sluice.ops.plan.simulated.Outcome.Part;

import java.util.List;

/** What was simulated, for programs. Fields are added, never renamed. */
public final class PlanJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PlanJson() {}

    /** All of it; with {@code simulated: true}, as none of it has happened. */
    public static ObjectNode of(Advice advice) {
        Plan plan = advice.plan();
        ObjectNode json = JSON.createObjectNode();
        json.put("simulated", true).put("seed", plan.seed());
        json.put("jobs", Math.round(plan.load().jobs())).put("days", plan.load().days());
        json.put("goalSeconds", plan.goal().toMillis() / 1e3);
        json.set("recommended", trial(advice.best(), plan));
        json.set("types", trials(advice.types(), plan));
        json.set("scalers", trials(advice.rivals(), plan));
        return json;
    }

    private static ArrayNode trials(List<Trial> trials, Plan plan) {
        ArrayNode array = JSON.createArrayNode();
        trials.forEach(trial -> array.add(trial(trial, plan)));
        return array;
    }

    private static ObjectNode trial(Trial trial, Plan plan) {
        ObjectNode json = JSON.createObjectNode();
        json.put("scaler", trial.scaler().title()).put("type", trial.worker().type());
        json.put("batch", trial.worker().cost().batch());
        json.put("backlogSeconds", trial.backlog().toMillis() / 1e3);
        json.put("busyPercent", trial.scaling().busy());
        json.put("p50Seconds", trial.p50()).put("p99Seconds", trial.p99());
        json.put("longestSeconds", trial.outcome().waits().longest());
        json.put("arrived", trial.outcome().arrived()).put("ended", trial.outcome().ended());
        json.put("dollarsPerDay", trial.dollarsPerDay());
        json.put("dollarsPerMillion", trial.dollarsPerMillion(plan.load().days()));
        json.put("interrupted", trial.outcome().hours().interrupted());
        ArrayNode machines = json.putArray("machines");
        trial.outcome().course().stream().map(Part::machines).forEach(machines::add);
        return json;
    }
}
