package dev.terrace.cache.benchmarks.near;

import dev.terrace.cache.benchmarks.RedisProcess;
import dev.terrace.cache.benchmarks.near.Products.User;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.ConfigurableApplicationContext;

/** A call of an annotated method that the process can answer, by the way in which the annotation names its key. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnnotatedHits {

    /** terrace-stock is Terrace behind Spring's own interceptor: {@code fast-path: false}. */
    @Param({"spring-caffeine", "terrace", "terrace-stock", "jetcache"})
    String contestant = "terrace";

    private RedisProcess redis;
    private ConfigurableApplicationContext context;
    private Products products;
    private Function<String, String> call;
    private Object[] ids;
    private User[] users;
    private long loaded;
    private long asked;

    @Setup(Level.Trial)
    public void fill(BenchmarkParams benchmark) throws Exception {
        redis = new RedisProcess();
        context = AnnotatedApplications.start(contestant, redis);
        products = context.getBean(Products.class);
        if (!AopUtils.isCglibProxy(products)) {
            throw new IllegalStateException("No proxy");
        }
        call = callOf(benchmark.getBenchmark());
        callAll();
        ids = new Keys("String").reads("zipfian");
        users = Arrays.stream(ids).map(id -> new User((String) id)).toArray(User[]::new);
        loaded = products.loads();
        if (loaded != Keys.COUNT) {
            throw new IllegalStateException("Loaded " + loaded + " times to fill a cache");
        }
        asked = askedRedis();
        callAll();
        requireHits();
    }

    /** The method under measurement: only its cache is filled. */
    private Function<String, String> callOf(String benchmark) {
        return switch (benchmark.substring(benchmark.lastIndexOf('.') + 1)) {
            case "plain" -> products::plain;
            case "byName" -> products::byName;
            case "byPosition" -> products::byPosition;
            case "byProperty" -> id -> products.byProperty(new User(id));
            default -> throw new IllegalArgumentException(benchmark);
        };
    }

    private void callAll() {
        for (Object key : new Keys("String").all()) {
            requireValue(call.apply((String) key));
        }
    }

    private static void requireValue(String found) {
        if (!Products.VALUE.equals(found)) {
            throw new IllegalStateException("Not the value: " + found);
        }
    }

    private void requireHits() throws Exception {
        long misses = products.loads() - loaded + askedRedis() - asked;
        if (misses != 0) {
            throw new IllegalStateException(misses + " calls were not answered in the process");
        }
    }

    /** Reads of all caches that this process could not answer. */
    private long askedRedis() throws Exception {
        TerraceCacheManager manager =
                context.getBeanProvider(TerraceCacheManager.class).getIfAvailable();
        if (manager == null) {
            return redis.calls("get");
        }
        return manager.getCacheNames().stream()
                .map(name -> manager.getTerraceCache(name).statistics())
                .mapToLong(counts -> counts.remoteHits() + counts.misses())
                .sum();
    }

    @TearDown(Level.Trial)
    public void check() throws Exception {
        try {
            callAll();
            requireHits();
        } finally {
            context.close();
            redis.close();
        }
    }

    @Benchmark
    public String plain(NearHits.Reader reader) {
        return products.plain((String) reader.next(ids));
    }

    @Benchmark
    public String byName(NearHits.Reader reader) {
        return products.byName((String) reader.next(ids));
    }

    @Benchmark
    public String byPosition(NearHits.Reader reader) {
        return products.byPosition((String) reader.next(ids));
    }

    @Benchmark
    public String byProperty(NearHits.Reader reader) {
        return products.byProperty((User) reader.next(users));
    }
}
