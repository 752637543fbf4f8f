package dev.terrace.cache.engine;

import dev.terrace.cache.CacheClock;
import dev.terrace.cache.TtlPolicy;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.ValueFormats;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.Timer;
import dev.terrace.cache.event.CacheListener;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the caches of a namespace share.
 *
 * @param remote the remote tier; null if there is none
 * @param coherence the protocol over it
 * @param near the near entries of all caches, where invalidations find them
 * @param keys writes key texts
 * @param formats how values become bytes
 * @param names how keys and tags are named in the remote tier
 * @param lives decide on the lives of entries, the first that answers
 * @param entries makes near entries
 * @param clock the clocks
 * @param random what stamps, pauses and shortened lives are drawn from
 * @param executor runs continuations of asynchronous calls and the maintenance of near tiers
 * @param replies completes what asynchronous callers wait for, and so runs what they do with it
 * @param loaders runs loads in the background, as many at once as it is given
 * @param context what such a load takes over from its caller
 * @param timer delays polls of asynchronous callers
 * @param watchTimer wakes the watch over the loads, whatever callers do to the other threads
 * @param listener hears events
 * @param timeout how long a caller waits for one remote operation
 */
public record EngineParts(
        @Nullable RemoteTier remote,
        Coherence coherence,
        NearRegistry near,
        KeyEncoder keys,
        ValueFormats formats,
        RemoteNames names,
        List<TtlPolicy> lives,
        NearEntry.Factory entries,
        CacheClock clock,
        RandomGenerator random,
        Executor executor,
        Executor replies,
        Executor loaders,
        CallerContext context,
        Timer timer,
        Timer watchTimer,
        CacheListener listener,
        Duration timeout) {}
