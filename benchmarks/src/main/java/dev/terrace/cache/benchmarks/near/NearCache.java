package dev.terrace.cache.benchmarks.near;

import dev.terrace.cache.benchmarks.RedisProcess;

/** A contestant with entries in this process. Each fork loads one implementation, so that the call of it is monomorphic. */
interface NearCache extends AutoCloseable {

    /** As many entries as a contestant may keep that has a bound; more than any suite stores. */
    int BOUND = 20_000;

    /** Life of an entry in minutes; none ends while something is measured. */
    int LIFE = 60;

    /** What the contestant returns for a key, be it a wrapper of the value. */
    Object get(Object key);

    /** The same where the caller brings a loader, which throws: what is measured are hits. */
    Object getOrLoad(Object key);

    /** Makes a value an entry; by a load where a put leaves other traces as well. */
    void fill(Object key, Object value);

    /** Reads so far that this process could not answer. */
    long missed() throws Exception;

    /** Lets go of what the contestant holds, not of the Redis. */
    @Override
    void close();

    /** What a loader does that must not run. */
    @SuppressWarnings("DoNotCallSuggester")
    static Object unexpectedLoad(Object key) {
        throw new IllegalStateException("Loaded " + key + " instead of a hit");
    }

    /** @param redis for those that have a remote tier */
    static NearCache of(String contestant, RedisProcess redis) throws Exception {
        return switch (contestant) {
            case "caffeine", "caffeine-expiring" -> new CaffeineNear(contestant.endsWith("expiring"));
            case "spring-caffeine" -> new SpringCaffeineNear();
            case "terrace" -> TerraceNear.metered(redis);
            case "redisson-local", "redisson-local-caffeine", "redisson-local-objects" ->
                new RedissonNear(redis, contestant);
            case "jetcache", "jetcache-broadcast" -> new JetCacheNear(redis, contestant.endsWith("broadcast"));
            default -> throw new IllegalArgumentException(contestant);
        };
    }
}
