package dev.terrace.cache.engine;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.Timer;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.near.NearIndex;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the caches of a namespace share.
 *
 * @param remote the remote tier; null if there is none
 * @param coherence the protocol over it
 * @param index where invalidations find near entries
 * @param keys writes key texts
 * @param codecs the codecs by name
 * @param entries makes near entries
 * @param clock the clocks
 * @param executor runs continuations of asynchronous calls and the maintenance of near tiers
 * @param timer delays polls of asynchronous callers
 * @param listener hears events
 * @param timeout how long a caller waits for one remote operation
 */
public record EngineParts(
        @Nullable RemoteTier remote,
        Coherence coherence,
        NearIndex index,
        KeyEncoder keys,
        Map<String, Codec> codecs,
        NearEntry.Factory entries,
        CacheClock clock,
        Executor executor,
        Timer timer,
        CacheListener listener,
        Duration timeout) {}
