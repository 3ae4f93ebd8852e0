package dev.sluice.worker;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import com.google.inject.multibindings.MapBinder;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.metrics.Meters;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Tally;
import dev.sluice.worker.flow.World;
import dev.sluice.worker.life.Lifecycle;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.machine.Machine;
import dev.sluice.worker.machine.MemoryBudget;
import dev.sluice.worker.model.Accelerator;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.faces.DurableGallery;

import java.time.InstantSource;
import java.util.Map;

/** What the worker is made of. */
final class WorkerModule extends AbstractModule {
    /** Uploads fetched and waiting to be decoded may take this part of the memory and the heap. */
    private static final int DOWNLOADS = 4;

    private final Settings settings;
    private final Pipelines pipelines;
    private final AwsClients aws;
    private final Accelerator accelerator;
    private final Lifecycle worker;

    WorkerModule(
            Settings settings,
            Pipelines pipelines,
            AwsClients aws,
            Accelerator accelerator,
            Lifecycle worker) {
        this.settings = settings;
        this.pipelines = pipelines;
        this.aws = aws;
        this.accelerator = accelerator;
        this.worker = worker;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
        bind(Pipelines.class).toInstance(pipelines);
        bind(Lanes.class).in(Scopes.SINGLETON);

        MapBinder<String, TaskFactory> tasks =
                MapBinder.newMapBinder(binder(), String.class, TaskFactory.class);
        ShippedTasks.with(new DurableGallery(settings, aws.dynamodb()))
                .forEach((name, factory) -> tasks.addBinding(name).toInstance(factory));
    }

    @Provides
    @Singleton
    ReleaseLoader loader(World world, Map<String, TaskFactory> tasks) {
        return new ReleaseLoader(world, accelerator, tasks);
    }

    @Provides
    @Singleton
    World world(Meters meters) {
        long memory = settings.tuning().memory();
        long downloads = Math.min(memory, Runtime.getRuntime().maxMemory()) / DOWNLOADS;
        Machine machine =
                new Machine(
                        new Cpu(settings.tuning().cores()),
                        new MemoryBudget(downloads),
                        new MemoryBudget(memory - downloads),
                        Ticker.system(),
                        InstantSource.system());
        return new World(settings, aws, machine, new Tally(meters), worker);
    }
}
