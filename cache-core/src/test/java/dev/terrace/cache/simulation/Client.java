package dev.terrace.cache.simulation;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.Consistency;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.engine.DefaultTieredCache;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The application in one instance: reads through the cache, and changes the database and invalidates. */
final class Client {

    private final World world;
    private final Scheduler scheduler;
    private final History history;
    private final Oracle oracle;
    private final SimulatedInstance instance;
    private final EntryDescription description;

    /** What a loader throws in earnest. */
    static final class LoadFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    Client(World world, SimulatedInstance instance) {
        this.world = world;
        this.scheduler = world.scheduler;
        this.history = world.history;
        this.oracle = world.oracle;
        this.instance = instance;
        this.description = new EntryDescription(
                String.class,
                value -> new EntryOptions(history.find((Object) String.valueOf(value)).tags, null),
                Consistency.BOUNDED);
    }

    void begin() {
        next();
    }

    private void next() {
        scheduler.post(scheduler.millis(0, 2 * world.shape.pace()), "call", instance.process(), () -> {
            if (!world.isQuiet()) {
                call();
                next();
            }
        });
    }

    private void call() {
        // One key is hotter than the others.
        Key key = scheduler.chance(0.4) ? history.keys.get(0) : scheduler.oneOf(history.keys);
        if (world.isSettling() || !scheduler.chance(world.shape.writes())) {
            read(key, scheduler.chance(0.15), scheduler.chance(0.02));
        } else {
            change(key);
        }
    }

    void readAll() {
        history.keys.forEach(key -> scheduler.post(0, "last read", instance.process(), () -> read(key, false, false)));
    }

    // ---- reads

    void read(Key key, boolean lookUp, boolean strong) {
        Read read = new Read(world, instance, key, lookUp, strong);
        EntryDescription entry = strong ? description.with(Consistency.STRONG) : description;
        oracle.begun(read);
        CompletionStage<? extends @Nullable CachedValue<?>> stage = lookUp
                ? cache(key).lookupAsync(key.name(), entry)
                : cache(key).fetchAsync(key.name(), () -> load(key, read), entry);
        stage.whenComplete((value, failure) -> oracle.ended(read, value, failure));
    }

    private DefaultTieredCache cache(Key key) {
        return instance.cache(key);
    }

    private CompletionStage<String> load(Key key, Read read) {
        Written value = history.write(key, Written.How.LOADED, scheduler.now(), instance);
        oracle.loading(value, read);
        CompletableFuture<String> loaded = new CompletableFuture<>();
        boolean fails = scheduler.chance(0.01);
        scheduler.post(duration(), "loaded", instance.process(), () -> {
            oracle.loaded(value);
            if (fails) {
                loaded.completeExceptionally(new LoadFailed());
            } else {
                loaded.complete(value.text());
            }
        });
        return loaded;
    }

    private long duration() {
        int kind = scheduler.below(100);
        if (kind < 70) {
            return scheduler.millis(1, 20);
        }
        return kind < 98 ? scheduler.millis(20, 300) : scheduler.millis(300, 4_000);
    }

    // ---- writes

    private void change(Key key) {
        if (scheduler.chance(0.9)) {
            history.change(key);
        }
        if (scheduler.chance(0.5)) {
            invalidate(key);
        } else {
            // The commit was a moment ago.
            scheduler.post(scheduler.millis(0, 5), "committed", instance.process(), () -> invalidate(key));
        }
    }

    private void invalidate(Key key) {
        int kind = scheduler.below(100);
        if (scheduler.below(100) < world.shape.puts()) {
            if (kind < 80) {
                put(key, Written.How.PUT, value -> cache(key).put(key.name(), value, description));
            } else {
                put(
                        key,
                        Written.How.PUT_IF_ABSENT,
                        value -> cache(key).putIfAbsentAsync(key.name(), value, description));
            }
        } else if (kind < 70) {
            invalidate(
                    "evict",
                    history.invalidate(key, scheduler.now(), instance),
                    () -> cache(key).evict(key.name()));
        } else {
            invalidateMany(key, kind);
        }
    }

    private void invalidateMany(Key key, int kind) {
        if (kind < 85) {
            List<String> tags = scheduler.chance(0.3) ? List.of("third", key.lastingTag()) : List.of(key.lastingTag());
            invalidateMany(
                    "evictByTag",
                    new Invalidation.OfTags(tags),
                    () -> instance.engine().evictByTag(tags));
        } else if (kind < 92) {
            invalidateMany(
                    "clear",
                    new Invalidation.OfCache(key.cache()),
                    () -> cache(key).clear());
        } else {
            String glob = scheduler.chance(0.5) ? key.name() + "*" : "?" + key.number();
            invalidateMany(
                    "evictByPattern",
                    new Invalidation.OfPattern(KeyPattern.of(key.cache(), glob)),
                    () -> cache(key).evictByPattern(glob));
        }
    }

    private void invalidateMany(String kind, Invalidation many, Supplier<CompletionStage<Boolean>> start) {
        invalidate(kind, history.invalidate(many, scheduler.now(), instance), start);
    }

    private void invalidate(String kind, Invalidated call, Supplier<CompletionStage<Boolean>> start) {
        world.counts.add("call " + kind);
        oracle.invalidating(call);
        CompletionStage<Boolean> stage = start.get();
        oracle.returned(call);
        stage.whenComplete((done, failure) -> oracle.ended(call, failure));
    }

    private void put(Key key, Written.How how, java.util.function.Function<String, CompletionStage<?>> start) {
        world.counts.add("call " + how);
        Written value = history.write(key, how, scheduler.now(), instance);
        oracle.putting(value);
        start.apply(value.text()).whenComplete((done, failure) -> oracle.ended(value, failure));
    }
}
