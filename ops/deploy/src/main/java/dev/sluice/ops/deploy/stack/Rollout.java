package dev.sluice.ops.deploy.stack;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.deploy.stack.Standing.Usable;
import dev.sluice.ops.deploy.template.Assets.Asset;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.config.StartFailure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Brings a fleet to AWS: says what will change and what it costs, asks, and makes it so. It may end
 * anywhere; run again it waits for what CloudFormation still does and goes on.
 */
public final class Rollout {
    private static final String BUCKET = "AssetBucket";
    private static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";

    private final AwsAccess access;
    private final Clients clients;
    private final Operator operator;
    private final Stacks stacks;

    Rollout(AwsAccess access, Clients clients, Operator operator) {
        this.access = access;
        this.clients = clients;
        this.operator = operator;
        this.stacks = new Stacks(clients.cloudformation());
    }

    /**
     * Deploys.
     *
     * @return outputs of the fleet's stack; empty if the operator did not agree
     * @throws StackFailed if CloudFormation could not
     * @throws StartFailure if it cannot begin, with everything that is in the way
     */
    public static Optional<Map<String, String>> deploy(
            AwsAccess access, Operator operator, Wanted wanted) throws InterruptedException {
        Account.checkOne(access);
        try (Clients clients = Clients.open(access)) {
            return new Rollout(access, clients, operator).deploy(wanted);
        }
    }

    /** One stack on its way. */
    private record Course(StackWork work, Desired desired, Standing standing, Plan plan) {
        /** Nothing is to be done, nor to be mended. */
        boolean stays() {
            return plan.isEmpty() && standing instanceof Usable;
        }

        /** Leaves no change set behind. */
        void forget() {
            if (plan.source() == Plan.Source.CHANGE_SET) {
                work.forget();
            }
        }

        boolean takesOver() {
            return plan.changes().stream()
                    .anyMatch(change -> change.action() == StackChange.Action.TAKE_OVER);
        }
    }

    Optional<Map<String, String>> deploy(Wanted wanted) throws InterruptedException {
        Account account = Account.of(clients.sts(), access.region().id());
        operator.say(account.words(access.endpoints()));
        Names names = new Names(clients.s3(), clients.dynamodb(), account);
        List<String> problems = new ArrayList<>();
        Course assets = course(wanted.assets(), names, problems);
        Course fleet = course(withOutputs(wanted), names, problems);
        List<Asset> files = missing(wanted);
        tell(assets, fleet, files);
        if (!problems.isEmpty()) {
            throw new StartFailure(String.join("\n", problems));
        }
        if (!assets.stays() || !fleet.stays() || !files.isEmpty()) {
            List<StackChange> endangering = new ArrayList<>(assets.plan().endangering());
            endangering.addAll(fleet.plan().endangering());
            if (!operator.agrees(!endangering.isEmpty())) {
                assets.forget();
                fleet.forget();
                return Optional.empty();
            }
            make(assets, Optional.empty());
            upload(wanted);
            make(again(fleet, withOutputs(wanted)), bucket(wanted));
        }
        refresh(wanted);
        return Optional.of(stacks.outputs(wanted.fleet().stack()));
    }

    private Course course(Desired desired, Names names, List<String> problems)
            throws InterruptedException {
        StackWork work = new StackWork(clients.cloudformation(), operator, desired.stack());
        Standing standing = work.settled();
        Optional<String> url = Optional.empty();
        if (standing instanceof Usable && !desired.isInline()) {
            url = bucketOf(desired).map(bucket -> new Uploads(clients.s3(), bucket).put(desired));
        }
        Names.Checked checked = names.check(work.plan(desired, standing, url), desired);
        problems.addAll(checked.problems());
        return new Course(work, desired, standing, checked.plan());
    }

    private Optional<String> bucketOf(Desired fleet) {
        return Optional.ofNullable(fleet.parameters().get(BUCKET));
    }

    private static Course again(Course fleet, Desired desired) {
        return new Course(fleet.work(), desired, fleet.standing(), fleet.plan());
    }

    private void make(Course course, Optional<String> bucket) throws InterruptedException {
        if (course.stays()) {
            return;
        }
        Standing ready = course.work().cleared(course.standing());
        Optional<String> url =
                course.desired().isInline()
                        ? Optional.empty()
                        : bucket.map(each -> new Uploads(clients.s3(), each).put(course.desired()));
        course.work().make(course.desired(), ready, url, course.takesOver());
    }

    private Optional<String> bucket(Wanted wanted) {
        return Optional.ofNullable(stacks.outputs(wanted.assets().stack()).get(BUCKET));
    }

    /** Outputs of the first stack that the second one asks for. */
    private Desired withOutputs(Wanted wanted) {
        JsonNode asked = Stacks.json(wanted.fleet().template()).path("Parameters");
        Map<String, String> outputs = new TreeMap<>(stacks.outputs(wanted.assets().stack()));
        outputs.keySet().removeIf(name -> !asked.has(name));
        Desired desired = wanted.fleet().with(outputs);
        String stack = desired.stack();
        if (wanted.shift().isEmpty() || !(stacks.standing(stack) instanceof Usable)) {
            return desired;
        }
        Shift shift = new Shift(stacks.template(stack), stacks.parts(stack));
        return desired.with(shift.of(desired.template(), wanted.shift().getAsDouble()));
    }

    private List<Asset> missing(Wanted wanted) {
        return bucket(wanted)
                .map(bucket -> new Uploads(clients.s3(), bucket).missing(wanted.files()))
                .orElse(wanted.files());
    }

    private void upload(Wanted wanted) {
        List<Asset> files = missing(wanted);
        Uploads uploads =
                new Uploads(
                        clients.s3(),
                        bucket(wanted)
                                .orElseThrow(
                                        () ->
                                                new IllegalStateException(
                                                        "stack %s has no output %s"
                                                                .formatted(
                                                                        wanted.assets().stack(),
                                                                        BUCKET))));
        for (Asset file : files) {
            operator.say("  uploading   %s (%s)".formatted(file.key(), size(file.bytes())));
            uploads.put(file);
        }
    }

    private void tell(Course assets, Course fleet, List<Asset> files) throws InterruptedException {
        assets.plan().lines().forEach(operator::say);
        fleet.plan().lines().forEach(operator::say);
        if (!files.isEmpty()) {
            operator.say(
                    "Files to upload: %d, %s together."
                            .formatted(
                                    files.size(),
                                    size(files.stream().mapToLong(Asset::bytes).sum())));
        }
        JsonNode template = Stacks.json(fleet.desired().template());
        Optional<Cost> before =
                fleet.standing() instanceof Usable
                        ? Cost.of(stacks.template(fleet.desired().stack()))
                        : Optional.empty();
        Cost.of(template).ifPresent(after -> Cost.lines(before, after).forEach(operator::say));
        Quotas.of(clients.quotas()).problems(template).forEach(operator::warn);
        if (fleet.standing() instanceof Usable) {
            new Drift(clients.cloudformation(), operator)
                    .of(fleet.desired().stack())
                    .forEach(operator::warn);
        }
    }

    private void refresh(Wanted wanted) throws InterruptedException {
        List<String> groups =
                stacks.parts(wanted.fleet().stack()).stream()
                        .filter(part -> part.is(GROUP))
                        .map(Part::physical)
                        .toList();
        new Refresh(clients.autoScaling(), operator).run(groups);
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? "%,d kB".formatted(Math.ceilDiv(bytes, 1_000))
                : "%,d MB".formatted(Math.ceilDiv(bytes, 1_000_000));
    }
}
