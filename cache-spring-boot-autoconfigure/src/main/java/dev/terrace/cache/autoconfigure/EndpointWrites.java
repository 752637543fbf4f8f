package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.Matches;
import dev.terrace.cache.engine.CacheInspection;
import dev.terrace.cache.engine.DefaultTieredCache;
import dev.terrace.cache.tier.KeyPattern;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.SecurityContext;

/**
 * What a person may do with the caches through the endpoint. Each time is told to the log, with keys and tags only if they are shown. To
 * whom keys are not shown, no answer tells whether there is a key.
 */
final class EndpointWrites {

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");

    /** What ends a line in some reader's eyes, controls it, or turns its direction; Java's classes of its own know ASCII alone. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private static final String WAITS =
            "Redis has not acknowledged it; it is tried again, and this instance serves none of it meanwhile";

    private final EndpointCaches caches;
    private final TerraceEndpointProperties properties;

    EndpointWrites(EndpointCaches caches, TerraceEndpointProperties properties) {
        this.caches = caches;
        this.properties = properties;
    }

    /**
     * What became of it.
     *
     * @param done whether it is done everywhere
     * @param count how many entries it concerns; null if that is not known or not shown
     * @param note what there is to know besides; null for nothing
     */
    record Done(
            boolean done, @Nullable Long count, @Nullable String note) {}

    Done evict(SecurityContext user, @Nullable String cache, @Nullable String key) {
        DefaultTieredCache known = caches.existing(cache);
        String text = EndpointArguments.key(key);
        return told(user, "evict", known.name(), text, () -> {
            CacheInspection.Outcome outcome =
                    EndpointCaches.await(known.inspection().evict(text));
            Long count = properties.to(user).keys() ? (outcome.known() ? 1L : 0L) : null;
            return new Done(outcome.done(), count, outcome.done() ? null : WAITS);
        });
    }

    Done evictTag(SecurityContext user, @Nullable String tag) {
        String named = EndpointArguments.tag(tag);
        return told(user, "evict-tag", "*", named, () -> {
            boolean done = EndpointCaches.await(caches.manager().evictByTagAsync(named));
            return new Done(done, null, done ? null : WAITS);
        });
    }

    /** @param dryRun whether matches are counted only; true or false */
    Done evictPattern(SecurityContext user, @Nullable String cache, @Nullable String pattern, @Nullable String dryRun) {
        CacheInspection inspection = caches.withPlainKeys(cache);
        DefaultTieredCache known = caches.existing(cache);
        KeyPattern keys = EndpointArguments.pattern(known.name(), pattern);
        return EndpointArguments.dryRun(dryRun)
                ? counted(user, known, keys)
                : told(
                        user,
                        "evict-pattern",
                        known.name(),
                        keys.glob(),
                        () -> acknowledged(EndpointCaches.await(inspection.evict(keys))));
    }

    /** Whoever may count patterns may guess keys. */
    private Done counted(SecurityContext user, DefaultTieredCache cache, KeyPattern pattern) {
        if (!properties.to(user).keys()) {
            throw EndpointRefusal.keysAreNotShown();
        }
        Matches matches = EndpointCaches.await(cache.countByPattern(pattern.glob()));
        return new Done(
                true,
                matches.count(),
                matches.complete() ? "nothing was evicted" : "nothing was evicted; the count is estimated");
    }

    Done clear(SecurityContext user, @Nullable String cache) {
        DefaultTieredCache known = caches.existing(cache);
        return told(
                user,
                "clear",
                known.name(),
                null,
                () -> acknowledged(EndpointCaches.await(known.inspection().clear())));
    }

    private static Done acknowledged(CacheInspection.Outcome outcome) {
        return new Done(outcome.done(), null, outcome.done() ? null : WAITS);
    }

    /** @param keys the texts of keys, one a line: no text has a line break in it */
    Done warmUp(SecurityContext user, @Nullable String cache, @Nullable String keys) {
        DefaultTieredCache known = caches.existing(cache);
        List<String> texts = EndpointArguments.keys(keys);
        if (!known.inspection().hasNear()) {
            return new Done(false, 0L, "the cache has no near tier");
        }
        return told(user, "warm-up", known.name(), null, () -> {
            long here = EndpointCaches.await(known.inspection().warmUp(texts));
            boolean shown = properties.to(user).keys();
            if (here == texts.size() || !shown) {
                return new Done(true, shown ? here : null, null);
            }
            return new Done(
                    false,
                    here,
                    "the others are not in Redis, or of a class that no text is read as: the next read brings them");
        });
    }

    Done refresh(SecurityContext user, @Nullable String cache, @Nullable String key) {
        DefaultTieredCache known = caches.existing(cache);
        String text = EndpointArguments.key(key);
        if (!known.policy().loadsInBackground()) {
            return new Done(
                    false, null, "'refresh: none' keeps loads of this cache out of the background; evict the key");
        }
        return told(user, "refresh", known.name(), text, () -> {
            boolean marked = known.inspection().refresh(text);
            if (!properties.to(user).keys()) {
                return new Done(true, null, "if this instance has it near, its next read that can load does so");
            }
            return marked
                    ? new Done(
                            true,
                            null,
                            "the next read of this instance that can load is served what there is, and loads it anew")
                    : new Done(
                            false, null, "this instance has no such entry near; evict it, and the next read loads it");
        });
    }

    private Done told(
            SecurityContext user, String operation, String cache, @Nullable String what, Supplier<Done> work) {
        Done done = work.get();
        var principal = user.getPrincipal();
        log.info(
                "Through the endpoint{}: {} of cache '{}'{}: {}",
                principal == null ? "" : ", by '" + printable(String.valueOf(principal.getName())) + "'",
                operation,
                printable(cache),
                what != null && properties.to(user).keys() ? ", " + printable(what) : "",
                done.done() ? "done" : "not done, or not yet");
        return done;
    }

    /** A line of the log is a line, whatever somebody has sent. */
    static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }
}
