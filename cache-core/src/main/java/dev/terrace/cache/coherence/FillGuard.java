package dev.terrace.cache.coherence;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows the fill tasks of each key that is being filled, so that an invalidation finds and poisons them. This closes the race
 * that makes other near caches stale: a reader fetches the old value, the invalidation passes, the reader installs what it
 * fetched. A key has one task as a rule, more if a look-up meets a load. Thread-safe; time is linear in the tasks of the key.
 *
 * @see <a href="https://www.usenix.org/conference/nsdi13/technical-sessions/presentation/nishtala">leases in Scaling Memcache
 *     at Facebook (NSDI 2013)</a>, the same idea on the server's side
 */
final class FillGuard {

    private final ConcurrentMap<Object, List<FillTask>> tasks = new ConcurrentHashMap<>();

    /**
     * Begins a task.
     *
     * @param id what invalidations name the key by
     */
    FillTask begin(Object id, long ctl, int gap, long now) {
        FillTask task = new FillTask(id, ctl, gap, now);
        List<FillTask> alone = List.of(task);
        if (tasks.putIfAbsent(id, alone) != null) {
            tasks.merge(
                    id,
                    alone,
                    (others, more) ->
                            Stream.concat(others.stream(), more.stream()).toList());
        }
        return task;
    }

    /** Ends a task, whatever came of it: what it may still get comes too late to be installed. */
    void end(FillTask task) {
        task.end();
        tasks.computeIfPresent(task.id(), (key, all) -> {
            if (all.size() == 1) {
                return all.get(0) == task ? null : all;
            }
            List<FillTask> others = all.stream().filter(other -> other != task).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** Poisons the tasks of a key but this one. */
    void poison(Object id, @Nullable FillTask spared) {
        for (FillTask task : tasks.getOrDefault(id, List.of())) {
            if (task != spared) {
                task.poison();
            }
        }
    }

    /** Poisons all tasks of these keys; linear in the tasks that are under way. */
    void poisonAll(Predicate<Object> ids) {
        tasks.forEach((id, all) -> {
            if (ids.test(id)) {
                all.forEach(FillTask::poison);
            }
        });
    }

    int size() {
        return tasks.size();
    }
}
