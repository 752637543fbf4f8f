package dev.terrace.cache.spring;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Annotated methods of every kind, each with a name and a cache of its own. What they return tells how often they were called,
 * so that two runs are alike only if they called and cached alike.
 */
class AnnotatedMethods {

    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    record User(Object id, String name) {
        public Object getFailing() {
            throw new IllegalStateException("No such thing of " + id);
        }
    }

    /** How often a method was called; publishers count with each subscription. */
    public int calls(String method) {
        return calls.getOrDefault(method, 0);
    }

    public void forgetCalls() {
        calls.clear();
    }

    private String called(String method) {
        return method + " #" + calls.merge(method, 1, Integer::sum);
    }

    // ---- what comes back

    @Cacheable("value")
    public String value(Object id) {
        return called("value");
    }

    @Cacheable("nothing")
    public void nothing(Object id) {
        called("nothing");
    }

    @Cacheable("primitive")
    public int primitive(Object id) {
        called("primitive");
        return calls("primitive");
    }

    @Cacheable("noValue")
    public String noValue(Object id) {
        called("noValue");
        return null;
    }

    @Cacheable("optional")
    public Optional<String> optional(int id) {
        String value = called("optional");
        return id < 0 ? Optional.empty() : Optional.of(value);
    }

    @Cacheable("noOptional")
    public Optional<String> noOptional(int id) {
        called("noOptional");
        return null;
    }

    @Cacheable("list")
    public List<String> list(Object id) {
        return List.of(called("list"), "more");
    }

    @Cacheable("object")
    public Object object(Object id) {
        return Optional.of(called("object"));
    }

    // ---- keys

    @Cacheable("noArguments")
    public String noArguments() {
        return called("noArguments");
    }

    @Cacheable("twoArguments")
    public String twoArguments(Object a, Object b) {
        return called("twoArguments");
    }

    @Cacheable("varargs")
    public String varargs(Object... ids) {
        return called("varargs");
    }

    @Cacheable(cacheNames = "keyedVarargs", key = "#ids")
    public String keyedVarargs(Object... ids) {
        return called("keyedVarargs");
    }

    @Cacheable(cacheNames = "byName", key = "#id")
    public String byName(Object id, Object other) {
        return called("byName");
    }

    @Cacheable(cacheNames = "byIndex", key = " #p1 ")
    public String byIndex(Object other, Object id) {
        return called("byIndex");
    }

    @Cacheable(cacheNames = "byArgument", key = "#a0")
    public String byArgument(Object id) {
        return called("byArgument");
    }

    @Cacheable(cacheNames = "misleading", key = "#p1")
    public String misleading(Object p1, Object b) {
        return called("misleading");
    }

    @Cacheable(cacheNames = "misled", key = "#p0")
    public String misled(Object a, Object p0) {
        return called("misled");
    }

    @Cacheable(cacheNames = "byProperty", key = "#user.id")
    public String byProperty(User user) {
        return called("byProperty");
    }

    @Cacheable(cacheNames = "byPropertyOfAny", key = "#user.name")
    public String byPropertyOfAny(Object user) {
        return called("byPropertyOfAny");
    }

    @Cacheable(cacheNames = "bySafeProperty", key = "#user?.id")
    public String bySafeProperty(User user) {
        return called("bySafeProperty");
    }

    @Cacheable(cacheNames = "byNoProperty", key = "#user.none")
    public String byNoProperty(User user) {
        return called("byNoProperty");
    }

    @Cacheable(cacheNames = "byFailingProperty", key = "#user.failing")
    public String byFailingProperty(User user) {
        return called("byFailingProperty");
    }

    @Cacheable(cacheNames = "byUnknown", key = "#nobody")
    public String byUnknown(Object id) {
        return called("byUnknown");
    }

    @Cacheable(cacheNames = "byNonsense", key = "#id.eq")
    public String byNonsense(Object id) {
        return called("byNonsense");
    }

    @Cacheable(cacheNames = "byResult", key = "#result")
    public String byResult(Object result) {
        return called("byResult");
    }

    @Cacheable(cacheNames = "byRoot", key = "#root.args[0]")
    public String byRoot(Object root) {
        return called("byRoot");
    }

    @Cacheable(cacheNames = "byExpression", key = "'user ' + #id")
    public String byExpression(Object id) {
        return called("byExpression");
    }

    @Cacheable(cacheNames = "byGenerator", keyGenerator = "ownKeys")
    public String byGenerator(Object id) {
        return called("byGenerator");
    }

    // ---- what decides

    @Cacheable(cacheNames = "condition", condition = "#id > 1")
    public String condition(int id) {
        return called("condition");
    }

    @Cacheable(cacheNames = "unless", unless = "#result.endsWith('1')")
    public String unless(Object id) {
        return called("unless");
    }

    @Cacheable(cacheNames = "unlessNull", unless = "#result == null")
    public String unlessNull(Object id) {
        called("unlessNull");
        return null;
    }

    @Cacheable({"several", "others"})
    public String several(Object id) {
        return called("several");
    }

    @Cacheable("both")
    @CachePut(cacheNames = "others", key = "'both'")
    public String both(Object id) {
        return called("both");
    }

    @Cacheable("evicting")
    @CacheEvict(cacheNames = "value", allEntries = true)
    public String evicting(Object id) {
        return called("evicting");
    }

    @Caching(
            cacheable = {@Cacheable("first"), @Cacheable(cacheNames = "second", condition = "#id > 1")},
            evict = @CacheEvict("others"))
    public String caching(int id) {
        return called("caching");
    }

    @CachePut("put")
    public String put(Object id) {
        return called("put");
    }

    @CacheEvict(cacheNames = "value", beforeInvocation = true)
    public void evictFirst(Object id) {
        called("evictFirst");
        throw new IllegalStateException("after it");
    }

    @Cacheable(cacheNames = "synced", sync = true)
    public String synced(Object id) {
        return called("synced");
    }

    @Cacheable(cacheNames = "syncedIf", sync = true, condition = "#id > 1")
    public String syncedIf(int id) {
        return called("syncedIf");
    }

    @Cacheable(
            cacheNames = {"syncedTwice", "others"},
            sync = true)
    public String syncedTwice(Object id) {
        return called("syncedTwice");
    }

    @Cacheable(cacheNames = "syncedUnless", sync = true, unless = "false")
    public String syncedUnless(Object id) {
        return called("syncedUnless");
    }

    @Cacheable(cacheNames = "ownManager", cacheManager = "ownManager")
    public String ownManager(Object id) {
        return called("ownManager");
    }

    @Cacheable(cacheNames = "ownResolver", cacheResolver = "ownResolver")
    public String ownResolver(Object id) {
        return called("ownResolver");
    }

    @Cacheable(cacheManager = "failingManager", cacheNames = "failingCache")
    public String failingCache(Object id) {
        return called("failingCache");
    }

    @Cacheable(cacheManager = "failingManager", cacheNames = "failingCacheAndMethod", sync = true)
    public String failingCacheAndMethod(Object id) {
        called("failingCacheAndMethod");
        throw new IllegalStateException("the method");
    }

    // ---- what goes wrong

    @Cacheable("unchecked")
    public String unchecked(Object id) {
        throw new IllegalStateException(called("unchecked"), new IOException("why"));
    }

    @Cacheable("checked")
    public String checked(Object id) throws IOException {
        throw new IOException(called("checked"));
    }

    @Cacheable("error")
    public String error(Object id) {
        throw new AssertionError(called("error"));
    }

    @Cacheable("undeclared")
    public String undeclared(Object id) {
        throw new UndeclaredThrowableException(new IOException(called("undeclared")));
    }

    // ---- later

    @Cacheable("future")
    public CompletableFuture<String> future(Object id) {
        return CompletableFuture.completedFuture(called("future"));
    }

    @Cacheable("laterFuture")
    public CompletableFuture<String> laterFuture(Object id) {
        String value = called("laterFuture");
        return CompletableFuture.supplyAsync(() -> value);
    }

    @Cacheable("futureOfNothing")
    public CompletableFuture<String> futureOfNothing(Object id) {
        called("futureOfNothing");
        return CompletableFuture.completedFuture(null);
    }

    @Cacheable("futureOfOptional")
    public CompletableFuture<Optional<String>> futureOfOptional(Object id) {
        return CompletableFuture.completedFuture(Optional.of(called("futureOfOptional")));
    }

    @Cacheable("failedFuture")
    public CompletableFuture<String> failedFuture(Object id) {
        return CompletableFuture.failedFuture(new IOException(called("failedFuture")));
    }

    @Cacheable("uncheckedFuture")
    public CompletableFuture<String> uncheckedFuture(Object id) {
        return CompletableFuture.failedFuture(new IllegalStateException(called("uncheckedFuture")));
    }

    @Cacheable("throwingFuture")
    public CompletableFuture<String> throwingFuture(Object id) throws IOException {
        throw new IOException(called("throwingFuture"));
    }

    @Cacheable("noFuture")
    public CompletableFuture<String> noFuture(Object id) {
        called("noFuture");
        return null;
    }

    @Cacheable("stage")
    public CompletionStage<String> stage(Object id) {
        return CompletableFuture.completedFuture(called("stage"));
    }

    @Cacheable("failedStage")
    public CompletionStage<String> failedStage(Object id) {
        return CompletableFuture.failedFuture(new IOException(called("failedStage")));
    }

    @Cacheable(cacheNames = "futureIf", condition = "#id > 1")
    public CompletableFuture<String> futureIf(int id) {
        return CompletableFuture.completedFuture(called("futureIf"));
    }

    @Cacheable(cacheNames = "futureUnless", unless = "#result.endsWith('1')")
    public CompletableFuture<String> futureUnless(Object id) {
        return CompletableFuture.completedFuture(called("futureUnless"));
    }

    @Cacheable("mono")
    public Mono<String> mono(Object id) {
        return Mono.fromSupplier(() -> called("mono"));
    }

    @Cacheable("emptyMono")
    public Mono<String> emptyMono(Object id) {
        return Mono.fromRunnable(() -> called("emptyMono"));
    }

    @Cacheable("failedMono")
    public Mono<String> failedMono(Object id) {
        return Mono.defer(() -> Mono.error(new IOException(called("failedMono"))));
    }

    @Cacheable("uncheckedMono")
    public Mono<String> uncheckedMono(Object id) {
        return Mono.defer(() -> Mono.error(new IllegalStateException(called("uncheckedMono"))));
    }

    @Cacheable("throwingMono")
    public Mono<String> throwingMono(Object id) throws IOException {
        throw new IOException(called("throwingMono"));
    }

    @Cacheable("eagerMono")
    public Mono<String> eagerMono(Object id) {
        return Mono.just(called("eagerMono"));
    }

    @Cacheable("monoInContext")
    public Mono<String> monoInContext(Object id) {
        return Mono.deferContextual(
                context -> Mono.just(called("monoInContext") + context.getOrDefault("who", "nobody")));
    }

    @Cacheable(cacheNames = "monoIf", condition = "#id > 1")
    public Mono<String> monoIf(int id) {
        return Mono.fromSupplier(() -> called("monoIf"));
    }

    @Cacheable(cacheNames = "monoUnless", unless = "#result.endsWith('1')")
    public Mono<String> monoUnless(Object id) {
        return Mono.fromSupplier(() -> called("monoUnless"));
    }

    @Cacheable(cacheNames = "keyedMono", key = "#id")
    public Mono<String> keyedMono(Object id) {
        return Mono.fromSupplier(() -> called("keyedMono"));
    }

    @Cacheable(cacheNames = "syncedMono", sync = true)
    public Mono<String> syncedMono(Object id) {
        return Mono.fromSupplier(() -> called("syncedMono"));
    }

    @Cacheable(cacheNames = "syncedFailedMono", sync = true)
    public Mono<String> syncedFailedMono(Object id) {
        return Mono.defer(() -> Mono.error(new IOException(called("syncedFailedMono"))));
    }

    @Cacheable(cacheNames = "failedMonoElsewhere", sync = true, cacheResolver = "sameResolver")
    public Mono<String> failedMonoElsewhere(Object id) {
        return Mono.defer(() -> Mono.error(new IOException(called("failedMonoElsewhere"))));
    }

    @Cacheable(cacheNames = "failedFluxElsewhere", sync = true, cacheResolver = "sameResolver")
    public Flux<String> failedFluxElsewhere(Object id) {
        return Flux.defer(() -> Flux.error(new IOException(called("failedFluxElsewhere"))));
    }

    @Cacheable("flux")
    public Flux<String> flux(Object id) {
        return Flux.defer(() -> Flux.just(called("flux"), "more"));
    }

    @Cacheable("emptyFlux")
    public Flux<String> emptyFlux(Object id) {
        return Flux.defer(() -> {
            called("emptyFlux");
            return Flux.empty();
        });
    }

    @Cacheable("failedFlux")
    public Flux<String> failedFlux(Object id) {
        return Flux.defer(() -> Flux.concat(Flux.just("one"), Flux.error(new IOException(called("failedFlux")))));
    }

    /** Settings of the class. */
    @CacheConfig(cacheNames = "configured", keyGenerator = "ownKeys")
    static class Configured {
        private int calls;

        @Cacheable
        public String configured(Object id) {
            return "configured #" + ++calls;
        }
    }

    /** Annotations on an interface with type variables, called through a JDK proxy. */
    interface Repository<K, V> {
        @Cacheable("generic")
        V generic(K id);

        @Cacheable(cacheNames = "genericKey", key = "#p0")
        String genericKey(K id);

        @Cacheable("genericOptional")
        Optional<V> genericOptional(K id);
    }

    /** The names of its parameters are others. */
    static class Texts implements Repository<Integer, String> {
        private int calls;

        @Override
        public String generic(Integer number) {
            return "generic #" + ++calls;
        }

        @Override
        public String genericKey(Integer number) {
            return "genericKey #" + ++calls;
        }

        @Override
        public Optional<String> genericOptional(Integer number) {
            return number < 0 ? Optional.empty() : Optional.of("genericOptional #" + ++calls);
        }
    }

    /** The type variable hides what the method returns. */
    interface Source<V> {
        @Cacheable("hidden")
        V hidden(Object id);
    }

    static class Optionals implements Source<Optional<String>> {
        private int calls;

        @Override
        public Optional<String> hidden(Object id) {
            return Optional.of("hidden #" + ++calls);
        }
    }

    static class Monos implements Source<Mono<String>> {
        private int calls;

        @Override
        public Mono<String> hidden(Object id) {
            return Mono.just("hidden #" + ++calls);
        }
    }
}
