package dev.terrace.cache.micrometer;

import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of ours, besides Micrometer's standard ones for caches. Each has the tag {@code cache}, which is {@code *} where it is of
 * all caches of the namespace.
 */
public enum CacheMeter {
    TIER_GETS(
            "cache.tier.gets",
            Meter.Type.COUNTER,
            Unit.NONE,
            "Reads that came to a tier, by whether it served them; what the near tier misses comes to the remote tier",
            "tier",
            "result"),
    TIER_LATENCY(
            "cache.tier.latency",
            Meter.Type.TIMER,
            Unit.SECONDS,
            "How long calls of the remote tier took, those that failed among them; several keys may be one call",
            "tier",
            "operation"),
    LOADS(
            "cache.loads",
            Meter.Type.COUNTER,
            Unit.NONE,
            "Loads, by whether they returned, threw or were refused by 'loader.max-concurrent'",
            "result"),
    LOAD_DURATION(
            "cache.load.duration", Meter.Type.TIMER, Unit.SECONDS, "How long loaders ran, those that threw among them"),
    LOADS_RUNNING("cache.loads.running", Meter.Type.GAUGE, Unit.NONE, "Loads under way"),
    LOADS_HUNG(
            "cache.loads.hung",
            Meter.Type.GAUGE,
            Unit.NONE,
            "Of the loads under way, those that nobody waits for any more"),
    STALE_SERVED(
            "cache.stale.served",
            Meter.Type.COUNTER,
            Unit.NONE,
            "Reads that got a value past its time-to-live, which count as hits too",
            "reason"),
    /**
     * A counter and no timer: its rate is the number of loads that the cache spares at any moment, and a timer would need the number of
     * the loads that were timed, which nobody counts.
     */
    TIME_SAVED(
            "cache.time.saved",
            Meter.Type.COUNTER,
            Unit.SECONDS,
            "How long the loads that hits made unnecessary would have taken, by the loads of their values"),
    OVERSIZED(
            "cache.oversized",
            Meter.Type.COUNTER,
            Unit.NONE,
            "Values served but not stored for their size or that of their key"),
    PAYLOADS_REJECTED(
            "cache.payloads.rejected",
            Meter.Type.COUNTER,
            Unit.NONE,
            "Bytes in Redis that were no readable value of the cache; they were loaded anew"),
    REMOTE_FAILURES(
            "cache.remote.failures",
            Meter.Type.COUNTER,
            Unit.NONE,
            "Calls of the remote tier that failed or timed out; their callers did not notice"),
    INVALIDATIONS(
            "cache.invalidations",
            Meter.Type.COUNTER,
            Unit.NONE,
            "Keys, tags, patterns and whole caches that were invalidated here (out) or by other instances (in)",
            "direction",
            "kind"),
    COHERENCE_LAG(
            "cache.coherence.lag",
            Meter.Type.GAUGE,
            Unit.SECONDS,
            "How long ago this instance knew all that others had invalidated by then; the oldest of all lanes"),
    COHERENCE_GAPS(
            "cache.coherence.gaps",
            Meter.Type.COUNTER,
            Unit.NONE,
            "Logs that did not continue where this instance stood; its entries were verified one by one",
            "reason"),
    COHERENCE_MISMATCHES(
            "cache.coherence.mismatches",
            Meter.Type.COUNTER,
            Unit.NONE,
            "Entries of this process that were not what Redis had, found by the self-check"),
    CIRCUIT_STATE(
            "cache.circuit.state",
            Meter.Type.GAUGE,
            Unit.NONE,
            "0: Redis is asked; 1: some of its lanes are not; 2: it is away, nothing is asked"),
    RECOVERY_QUEUE(
            "cache.recovery.queue", Meter.Type.GAUGE, Unit.NONE, "Invalidations of this process that wait for Redis"),
    BYTES(
            "cache.bytes",
            Meter.Type.GAUGE,
            Unit.BYTES,
            "near: the encoded size of the entries of a near tier with a maximum-weight; remote: what all primaries used when last seen",
            "tier"),
    MEMORY_RATIO(
            "cache.memory.ratio",
            Meter.Type.GAUGE,
            Unit.NONE,
            "The share of its maxmemory that a server used when it was last seen; NaN if it has no maximum",
            "server",
            "policy"),
    MEMORY_FULL_IN(
            "cache.memory.full.in",
            Meter.Type.GAUGE,
            Unit.SECONDS,
            "When a server is full if it goes on growing as it did; NaN if that is not in sight, or it then makes room",
            "server"),
    INSTANCE(
            "cache.instance",
            Meter.Type.GAUGE,
            Unit.NONE,
            "Always 1: which namespace this process belongs to, none without Redis",
            "cache.namespace");

    /** The tag that all of them have. */
    public static final String CACHE = "cache";

    /** The value of {@link #CACHE} for what is of all caches of the namespace. */
    public static final String ALL = "*";

    private final String meter;
    private final Meter.Type type;
    private final Unit unit;
    private final String meaning;
    private final String tags;

    /** What a meter counts in. */
    public enum Unit {
        NONE,
        SECONDS,
        BYTES
    }

    CacheMeter(String meter, Meter.Type type, Unit unit, String meaning, String... tags) {
        this.meter = meter;
        this.type = type;
        this.unit = unit;
        this.meaning = meaning;
        this.tags = String.join(" ", tags);
    }

    /** Its name, as Micrometer writes names. */
    public String meter() {
        return meter;
    }

    /** What kind of meter it is. */
    public Meter.Type type() {
        return type;
    }

    /** What it counts in, as Micrometer writes units; null if it just counts. */
    public @Nullable String unit() {
        return unit == Unit.NONE ? null : unit.name().toLowerCase(Locale.ROOT);
    }

    /** What it tells, in a sentence without a full stop. */
    public String meaning() {
        return meaning;
    }

    /** The keys of its tags besides {@link #CACHE}. */
    public List<String> tags() {
        return tags.isEmpty() ? List.of() : List.of(tags.split(" "));
    }
}
