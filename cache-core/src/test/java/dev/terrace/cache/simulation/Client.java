package dev.terrace.cache.simulation;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.ConditionalLoader.Previous;
import dev.terrace.cache.Consistency;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.LoadResult;
import dev.terrace.cache.Origin;
import dev.terrace.cache.Validators;
import dev.terrace.cache.engine.DefaultTieredCache;
import dev.terrace.cache.tier.Invalidation;
import dev.terrace.cache.tier.KeyPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
        CompletionStage<? extends @Nullable CachedValue<?>> stage =
                lookUp ? cache(key).lookupAsync(key.name(), entry) : fetch(read, entry);
        (world.mistake == Mistake.NO_FALLBACK ? stage.thenApply(Client::failedIfOld) : stage)
                .whenComplete((value, failure) -> oracle.ended(read, value, failure));
    }

    private CompletionStage<CachedValue<String>> fetch(Read read, EntryDescription entry) {
        Key key = read.key;
        boolean unchecked = world.mistake == Mistake.STALE_UNCHECKED;
        if (!unchecked && !scheduler.chance(world.shape.loaders().conditional())) {
            return cache(key).fetchAsync(key.name(), () -> load(read, Written::text), entry);
        }
        List<Previous<String>> known = new ArrayList<>();
        CompletionStage<CachedValue<String>> fetched = instance.open(key)
                .fetchAsync(
                        key.name(),
                        previous -> {
                            if (previous != null) {
                                known.add(previous);
                            }
                            return load(read, value -> answer(value, previous));
                        },
                        entry);
        return unchecked ? fetched.exceptionally(failure -> uncheckedOld(known, failure)) : fetched;
    }

    /** What a cache would do that has nothing to fall back on. */
    private static <T extends CachedValue<?>> @Nullable T failedIfOld(@Nullable T value) {
        if (value != null && value.stale()) {
            throw new LoadFailed();
        }
        return value;
    }

    /** What a cache would do that does not look whether an old value still holds. */
    private static CachedValue<String> uncheckedOld(List<Previous<String>> known, Throwable failure) {
        if (known.isEmpty()) {
            throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
        }
        Previous<String> old = known.get(0);
        return new CachedValue<>(old.value(), Origin.NEAR, old.age(), true);
    }

    private DefaultTieredCache cache(Key key) {
        return instance.cache(key);
    }

    private <T> CompletionStage<T> load(Read read, Function<Written, T> answer) {
        Written value = history.write(read.key, Written.How.LOADED, scheduler.now(), instance);
        oracle.loading(value, read);
        CompletableFuture<T> loaded = new CompletableFuture<>();
        boolean fails = scheduler.chance(world.weather.loadFails);
        Runnable end = () -> {
            oracle.loaded(value, fails);
            if (fails) {
                loaded.completeExceptionally(new LoadFailed());
            } else {
                loaded.complete(answer.apply(value));
            }
        };
        if (scheduler.chance(world.weather.loadHangs)) {
            world.hangs(instance.process(), end);
        } else {
            scheduler.post(duration(), "loaded", instance.process(), end);
        }
        return loaded;
    }

    private LoadResult<String> answer(Written value, @Nullable Previous<String> previous) {
        Written old = previous != null ? history.find(Objects.requireNonNull(previous.value())) : null;
        if (old == null || previous == null) {
            return LoadResult.of(value.text()).with(etag(value));
        }
        boolean fits = old.key.equals(value.key)
                && (previous.validators().isEmpty() || previous.validators().equals(etag(old)));
        if (!fits) {
            throw world.violation("A6", "%s is loaded after %s with %s", value, old, previous.validators());
        }
        if (old.version != value.version) {
            return LoadResult.of(value.text()).with(etag(value));
        }
        world.counts.add("load that finds nothing modified");
        old.confirmed(value);
        return LoadResult.notModified();
    }

    private static Validators etag(Written value) {
        return Validators.etag("version " + value.version);
    }

    private long duration() {
        if (scheduler.chance(world.weather.loadSlow)) {
            return scheduler.millis(300, 4_000);
        }
        return scheduler.chance(0.3) && !world.isSettling() ? scheduler.millis(20, 300) : scheduler.millis(1, 20);
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

    private void put(Key key, Written.How how, Function<String, CompletionStage<?>> start) {
        world.counts.add("call " + how);
        Written value = history.write(key, how, scheduler.now(), instance);
        oracle.putting(value);
        start.apply(value.text()).whenComplete((done, failure) -> oracle.ended(value, failure));
    }
}
