package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.config.Alarms;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.ops.deploy.config.Pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells people of money: at once by what runs, and in the end by AWS's bill. */
final class Spending {
    private static final int HOURS = 24;

    private final FleetConfig config;
    private final Alarms alarms;

    Spending(FleetConfig config) {
        this.config = config;
        this.alarms = config.alarms();
    }

    void addTo(Stack stack) {
        alarms.dollarsPerDay().ifPresent(dollars -> spending(stack, dollars));
        alarms.budget().ifPresent(dollars -> budget(stack, dollars));
    }

    /** By the dearest type of each pool, on demand: what it may be at most. */
    private void spending(Stack stack, int dollars) {
        List<Map<String, Object>> queries = new ArrayList<>();
        List<String> terms = new ArrayList<>();
        for (Pool pool : config.pools()) {
            queries.add(Alarm.inService(pool));
            terms.add(
                    "FILL(%s,0)*%s"
                            .formatted(
                                    pool.name(), Figures.plain(HOURS * pool.dearest().dollars())));
        }
        queries.add(Alarm.math("dollars", String.join("+", terms), "Dollars a day"));
        Alarm.alarm(
                stack,
                "SpendsTooMuch",
                "The workers there are now would cost over $%d a day, at list prices on demand."
                        .formatted(dollars),
                queries,
                dollars,
                15);
    }

    private void budget(Stack stack, int dollars) {
        List<Map<String, Object>> subscribers =
                alarms.emails().stream()
                        .map(email -> Body.of("SubscriptionType", "EMAIL", "Address", email))
                        .toList();
        List<Map<String, Object>> notifications = new ArrayList<>();
        for (String type : List.of("ACTUAL", "FORECASTED")) {
            notifications.add(
                    Body.of(
                            "Notification",
                            Body.of(
                                    "NotificationType",
                                    type,
                                    "ComparisonOperator",
                                    "GREATER_THAN",
                                    "Threshold",
                                    type.equals("ACTUAL") ? 80 : 100),
                            "Subscribers",
                            subscribers));
        }
        stack.add(
                "Budget",
                "AWS::Budgets::Budget",
                Body.of(
                        "Budget",
                        Body.of(
                                "BudgetName",
                                config.name(),
                                "BudgetType",
                                "COST",
                                "TimeUnit",
                                "MONTHLY",
                                "BudgetLimit",
                                Body.of("Amount", dollars, "Unit", "USD"),
                                "CostFilters",
                                Body.of(
                                        "TagKeyValue",
                                        List.of(
                                                "user:%s$%s"
                                                        .formatted(
                                                                FleetTemplate.TAG,
                                                                config.name())))),
                        "NotificationsWithSubscribers",
                        notifications));
    }
}
