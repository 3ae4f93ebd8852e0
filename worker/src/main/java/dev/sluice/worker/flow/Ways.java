package dev.sluice.worker.flow;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.PartRows;
import dev.sluice.shared.job.rows.RowGroups;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.intake.Intake;
import dev.sluice.worker.intake.Upstream;
import dev.sluice.worker.machine.Machine;
import dev.sluice.worker.output.Documents;
import dev.sluice.worker.output.OwnObjects;
import dev.sluice.worker.output.Packs;
import dev.sluice.worker.output.ResultWriter;
import dev.sluice.worker.task.JointTask;

import java.util.Random;
import java.util.random.RandomGenerator;

/** Makes the ways of jobs through a lane: one for each release. */
final class Ways {
    private Ways() {}

    /**
     * @param service the release that the lane begins with
     */
    static LoadedReleases of(
            Service<?> service,
            Intake intake,
            WorkQueue queue,
            Deletes deletes,
            World world,
            Notices notices) {
        Pipeline pipeline = service.pipeline();
        Settings settings = world.settings();
        Machine machine = world.machine();
        ObjectStore store = new ObjectStore(world.aws().s3());
        JobTable table = JobTable.of(settings, world.aws().dynamodb(), machine.clock());
        RandomGenerator random = new Random();
        Patience patience = Patience.with(random);
        FinalRows rows = new FinalRows(table, pipeline);
        RowGroups groups =
                new RowGroups(
                        rows, intake.upstream()::nothingComes, RowGroups.LINGER, machine.ticker());
        intake.upstream().whenNothingComes(groups::hurry);
        PartRows partRows = new PartRows(table, pipeline);
        ResultWriter results = results(pipeline, store, intake.upstream(), world);
        Source source = new Source(pipeline, store, table, machine.downloads());
        return new LoadedReleases(
                service,
                (each, broken) ->
                        serving(
                                each,
                                machine,
                                Work.of(each, source, table, world),
                                new Judge(
                                        pipeline,
                                        new Judge.Health(each.models()::broken, broken),
                                        patience,
                                        world.worker()),
                                new Settler(
                                        each.task() instanceof JointTask<?> joint
                                                ? new Settlement.OfParts(
                                                        results, rows, partRows, joint)
                                                : new Settlement.OfWhole(results, groups),
                                        new Announcer(rows, notices, machine.clock()),
                                        new Returns(pipeline, queue, patience, machine.clock()),
                                        deletes,
                                        world.tally().jobs(pipeline.name()))),
                world.worker()::broken,
                machine.ticker());
    }

    private static <I extends AutoCloseable> Serving<I> serving(
            Service<I> service, Machine machine, Work work, Judge judge, Settler settler) {
        JobFlow flow = new JobFlow(service, machine, work, judge, settler);
        return new Serving<>(service, flow, settler);
    }

    private static ResultWriter results(
            Pipeline pipeline, ObjectStore store, Upstream upstream, World world) {
        String bucket = world.settings().resultBucket();
        Documents documents =
                switch (pipeline.output().documents().results()) {
                    case OBJECT -> new OwnObjects(store, bucket, pipeline.output().json());
                    case PACKED ->
                            new Packs(store, bucket, pipeline, upstream, world.machine().clock());
                };
        return new ResultWriter(store, bucket, pipeline, documents);
    }
}
