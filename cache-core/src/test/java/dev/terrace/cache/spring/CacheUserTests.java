package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.annotation.CacheSegment;
import dev.terrace.cache.spring.annotation.CacheTags;
import dev.terrace.cache.spring.annotation.CacheUser;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What is kept for one user is served to nobody else, and goes with them. */
class CacheUserTests {

    static class Account {

        final AtomicInteger calls = new AtomicInteger();

        int calls() {
            return calls.get();
        }

        private String loaded(Object what) {
            return whoever() + " " + what + " #" + calls.incrementAndGet();
        }

        @Cacheable("orders")
        @CacheUser
        public String orders(int year) {
            return loaded(year);
        }

        @Cacheable(cacheNames = "orders", key = "#year", unless = "#result == null")
        @CacheUser
        public String unsynced(int year) {
            return loaded(year);
        }

        @Cacheable("futures")
        @CacheUser
        public CompletableFuture<String> future(int year) {
            return CompletableFuture.completedFuture(loaded(year));
        }

        @Cacheable("monos")
        @CacheUser
        public Mono<String> mono(int year) {
            return ReactiveSecurityContextHolder.getContext()
                    .map(found -> found.getAuthentication().getName())
                    .defaultIfEmpty("nobody")
                    .map(name -> name + " " + year + " #" + calls.incrementAndGet());
        }

        @Cacheable("fluxes")
        @CacheUser
        public Flux<String> flux(int year) {
            return mono(year).flatMapMany(one -> Flux.just(one, "more"));
        }

        @CachePut(cacheNames = "orders", key = "#year")
        @CacheUser
        public String put(int year) {
            return "put";
        }

        @CacheEvict("orders")
        @CacheUser
        public void evict(int year) {}

        @CacheEvict(cacheNames = "orders", allEntries = true)
        @CacheUser
        public void evictAll() {}

        @CacheEvict("monos")
        @CacheUser
        public Mono<Void> evictMono(int year) {
            return Mono.empty();
        }

        @Cacheable("expressions")
        @CacheUser("#user")
        public String of(@Nullable Object user) {
            return "#" + calls.incrementAndGet();
        }

        @Cacheable(cacheNames = "expressions", key = "'constant'")
        @CacheUser("#user")
        public String constant(@Nullable Object user) {
            return "#" + calls.incrementAndGet();
        }

        @Cacheable(cacheNames = "segments", key = "#page")
        @CacheUser
        @CacheSegment("#tenant")
        @CacheTags("'page:' + #page")
        public String page(String tenant, int page) {
            return loaded(tenant + page);
        }

        @Cacheable(cacheNames = "segments", key = "#page")
        @CacheSegment("#tenant")
        public String ofTenant(String tenant, int page) {
            return loaded(tenant + page);
        }

        @Cacheable("arrays")
        @CacheUser
        public String array(int[] ids) {
            return loaded(ids.length);
        }

        @Cacheable("failing")
        @CacheUser
        @CacheTags("#id.missing")
        public String failing(String id) {
            throw new IllegalStateException("database");
        }
    }

    static class Elsewhere {
        @Cacheable("orders")
        @CacheEvict(cacheNames = "orders", cacheManager = "cacheManager")
        @CacheUser
        public String mixed(int year) {
            return "value";
        }
    }

    /** The aspect of an application stays, and knows nothing of subscribers. */
    @Configuration(proxyBeanMethods = false)
    static class OwnAspect {
        @Bean
        SyncByDefaultTests.OwnInterceptor cacheInterceptor() {
            return new SyncByDefaultTests.OwnInterceptor(new AnnotationCacheOperationSource());
        }
    }

    private AnnotatedContext side = new AnnotatedContext(Account.class);
    private Account account = side.bean(Account.class);

    private void restart(Instance instance, Class<?>... components) {
        side.close();
        side = new AnnotatedContext(instance, components);
        account = side.bean(Account.class);
    }

    private void restart(CachePolicy policy) {
        restart(Instance.nearOnly(policy), Account.class);
    }

    @AfterEach
    void close() {
        SecurityContextHolder.clearContext();
        side.close();
    }

    private static String whoever() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user != null ? user.getName() : "nobody";
    }

    private static Authentication authentication(String name) {
        return new TestingAuthenticationToken(name, "secret", "ROLE_USER");
    }

    private static <T> T as(String name, Supplier<T> call) {
        SecurityContextHolder.getContext().setAuthentication(authentication(name));
        try {
            return call.get();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private void assertOwn(Supplier<String> call) {
        String alices = as("alice", call);
        String bobs = as("bob", call);
        assertThat(alices).startsWith("alice ");
        assertThat(bobs).startsWith("bob ");
        int calls = account.calls();
        assertThat(as("alice", call)).isEqualTo(alices);
        assertThat(as("bob", call)).isEqualTo(bobs);
        assertThat(account.calls()).as("both were kept").isEqualTo(calls);
        side.manager().evictUser("alice");
        assertThat(as("bob", call)).isEqualTo(bobs);
        assertThat(as("alice", call)).startsWith("alice ").isNotEqualTo(alices);
    }

    @Test
    void eachUserHasAnEntryThatGoesWithThem() {
        assertOwn(() -> account.orders(2026));
        assertOwn(() -> account.future(2026).join());
        assertOwn(() -> account.array(new int[] {1, 2}));
        assertOwn(() -> account.page("north", 1));
    }

    @Test
    void theWaysOfSpringThatDoNotLoadInTheCacheAreScopedToo() {
        assertOwn(() -> account.unsynced(2026));
    }

    @Test
    void anInterceptorOfTheApplicationScopesKeysToo() {
        restart(Instance.nearOnly(Policies.NEAR), OwnAspect.class, Account.class);
        assertThat(side.context.getBeansOfType(TerraceCacheInterceptor.class)).isEmpty();
        assertOwn(() -> account.orders(2026));
        assertOwn(() -> account.unsynced(2026));
    }

    @Test
    void cachesThatWaitForCommitsScopeKeysToo() {
        restart(Instance.nearOnlyTransactionAware(Policies.NEAR), Account.class);
        assertOwn(() -> account.orders(2026));
        assertOwn(() -> account.unsynced(2026));
        assertOwn(() -> account.future(2026).join());
    }

    private static <T> T subscribedBy(String name, Mono<T> mono) {
        return mono.contextWrite(ReactiveSecurityContextHolder.withAuthentication(authentication(name)))
                .block(Duration.ofSeconds(20));
    }

    @Test
    void thePublisherOfEachSubscriberIsTheirOwn() {
        for (Mono<String> mono : List.of(account.mono(2026), account.flux(2027).next())) {
            String alices = subscribedBy("alice", mono);
            String bobs = subscribedBy("bob", mono.subscribeOn(Schedulers.boundedElastic()));
            assertThat(alices).startsWith("alice ");
            assertThat(bobs).startsWith("bob ");
            int calls = account.calls();
            assertThat(subscribedBy("alice", mono)).isEqualTo(alices);
            assertThat(subscribedBy("bob", mono)).isEqualTo(bobs);
            assertThat(account.calls()).isEqualTo(calls);
            side.manager().evictUser("bob");
            assertThat(subscribedBy("alice", mono)).isEqualTo(alices);
            assertThat(subscribedBy("bob", mono)).startsWith("bob ").isNotEqualTo(bobs);
        }
        assertThat(whoever()).as("nothing is left behind").isEqualTo("nobody");
    }

    @Test
    void aSubscriberOutweighsTheUserOfTheThread() {
        Mono<String> mono = account.mono(2026);
        assertThat(as("bob", () -> subscribedBy("alice", mono))).startsWith("alice ");
        assertThat(subscribedBy("alice", mono)).isEqualTo("alice 2026 #1");
    }

    @Test
    void aSubscriberWithoutAUserIsServedUncached() {
        Mono<String> mono = account.mono(2026);
        assertThat(mono.block()).isEqualTo("nobody 2026 #1");
        assertThat(mono.block()).isEqualTo("nobody 2026 #2");
    }

    @Test
    void withoutAUserTheMethodIsCalledAndNothingKept() {
        assertThat(account.orders(2026)).isEqualTo("nobody 2026 #1");
        assertThat(account.orders(2026)).isEqualTo("nobody 2026 #2");
        assertThat(account.future(2026).join()).isEqualTo("nobody 2026 #3");
        SecurityContextHolder.getContext()
                .setAuthentication(new AnonymousAuthenticationToken(
                        "key", "anonymousUser", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
        assertThat(account.orders(2026)).isEqualTo("anonymousUser 2026 #4");
        assertThat(account.orders(2026)).isEqualTo("anonymousUser 2026 #5");
        account.put(2026);
        account.evict(2026);
        assertThat(side.instance.cache("orders").statistics().puts()).isZero();
    }

    @Test
    void whatIsPutAndEvictedIsTheUsersOwn() {
        String alices = as("alice", () -> account.orders(2026));
        as("bob", () -> account.put(2026));
        assertThat(as("bob", () -> account.orders(2026))).isEqualTo("put");
        assertThat(as("alice", () -> account.orders(2026))).isEqualTo(alices);
        as("bob", () -> {
            account.evict(2026);
            return null;
        });
        assertThat(as("alice", () -> account.orders(2026))).isEqualTo(alices);
        assertThat(as("bob", () -> account.orders(2026))).startsWith("bob ");
        account.evictAll();
        assertThat(as("alice", () -> account.orders(2026))).isNotEqualTo(alices);
    }

    @Test
    void aPublisherEvictsTheSubscribersOwn() {
        Mono<String> mono = account.mono(2026);
        String alices = subscribedBy("alice", mono);
        String bobs = subscribedBy("bob", mono);
        subscribedBy("bob", account.evictMono(2026));
        assertThat(subscribedBy("alice", mono)).isEqualTo(alices);
        assertThat(subscribedBy("bob", mono)).isNotEqualTo(bobs);
    }

    @Test
    void aSegmentKeepsEntriesApartAndGoesAtOnce() {
        String north = account.ofTenant("north", 1);
        String south = account.ofTenant("south", 1);
        assertThat(north).isNotEqualTo(south);
        assertThat(account.ofTenant("north", 1)).isEqualTo(north);
        String alices = as("alice", () -> account.page("north", 1));
        assertThat(alices).isNotEqualTo(north);
        side.manager().evictSegment("north");
        assertThat(account.ofTenant("south", 1)).isEqualTo(south);
        assertThat(account.ofTenant("north", 1)).isNotEqualTo(north);
        assertThat(as("alice", () -> account.page("north", 1))).isNotEqualTo(alices);
        assertThat(account.ofTenant(null, 1)).isNotEqualTo(account.ofTenant(null, 1));
    }

    @Test
    void tagsStandBesideTheUser() {
        String alices = as("alice", () -> account.page("north", 1));
        side.manager().evictByTag("page:1");
        assertThat(as("alice", () -> account.page("north", 1))).isNotEqualTo(alices);
    }

    @Test
    void theEquivalentTagGoesWithTheUserToo() {
        TerraceCache carts = side.instance.cache("carts");
        carts.put("cart", "value", EntryOptions.tagged("user:alice"));
        side.manager().evictUser("alice");
        assertThat(carts.exists("cart")).isFalse();
    }

    enum Role {
        ADMIN
    }

    @Test
    void anExpressionGivesAnIdOfItsOwn() {
        UUID uuid = UUID.randomUUID();
        Principal principal = () -> "alice";
        for (Object user : List.of("alice", 4711L, uuid, Role.ADMIN, principal)) {
            assertThat(account.constant(user)).isEqualTo(account.constant(user));
        }
        assertThat(account.calls()).as("the principal is alice").isEqualTo(4);
        side.manager().evictUser("4711");
        account.constant(4711L);
        assertThat(account.calls()).isEqualTo(5);
        assertThat(account.of(null)).isNotEqualTo(account.of(null));
        assertThat(account.of(" ")).isNotEqualTo(account.of(" "));
    }

    @Test
    void anObjectThatMayLookLikeAnotherIsNoUser() {
        assertThatThrownBy(() -> account.of(List.of("alice")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@CacheUser on " + Account.class.getName() + ".of")
                .hasMessageNotContaining("alice");
    }

    @Test
    void noTwoOwnersAndKeysShareAText() {
        List<String> texts = List.of("", "a", "b", "a'", "',b", "a','b", "null", "user:a", "a,b");
        List<@Nullable String> parts = new ArrayList<>(texts);
        parts.add(null);
        KeyEncoder encoder = new KeyEncoder(new SpringKeys());
        Set<String> seen = new HashSet<>();
        int count = 0;
        for (String user : parts) {
            for (String segment : parts) {
                for (String key : texts) {
                    seen.add(encoder.encode(new ScopedKey(new EntryScope(user, segment), key)));
                    count++;
                }
            }
        }
        texts.forEach(key -> seen.add(encoder.encode(key)));
        assertThat(seen).hasSize(count + texts.size());
    }

    /** The load runs on another thread, for the user who had the old value. */
    @Test
    void aRefreshInTheBackgroundIsTheUsersOwn() {
        restart(Policies.stale(
                Policies.living(Policies.NEAR, Duration.ofMillis(20)), Duration.ofHours(1), Duration.ZERO));
        assertThat(as("alice", () -> account.orders(2026))).isEqualTo("alice 2026 #1");
        Awaitility.await().until(() -> !as("alice", () -> account.orders(2026)).equals("alice 2026 #1"));
        assertThat(as("alice", () -> account.orders(2026))).startsWith("alice ");
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    private static void listen(Logger logger, ListAppender<ILoggingEvent> log) {
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(log);
    }

    private static void leave(Logger logger, ListAppender<ILoggingEvent> log) {
        logger.setLevel(null);
        logger.setAdditive(true);
        logger.detachAppender(log);
    }

    @Test
    void theIdIsInNoLogAndNoEvent() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        List<Logger> loggers = List.of(logger("dev.terrace"), logger("org.springframework"));
        loggers.forEach(logger -> listen(logger, log));
        String id = "personal-4711";
        try {
            as(id, () -> account.orders(2026));
            as(id, () -> account.unsynced(2026));
            assertThatThrownBy(() -> as(id, () -> account.failing("key"))).hasMessage("database");
            assertThatThrownBy(() -> account.of(new Object[] {id})).hasMessageNotContaining(id);
            side.manager().evictUser(id);
        } finally {
            loggers.forEach(logger -> leave(logger, log));
        }
        assertThat(log.list).as("it was listened to").isNotEmpty();
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(message -> message.contains(id));
        assertThat(side.instance.events()).extracting(Object::toString).noneMatch(event -> event.contains(id));
        assertThat(new ScopedKey(new EntryScope(id, id), id).toString()).doesNotContain(id);
    }

    @Test
    void personalEntriesAreNeverKeptElsewhere() {
        restart(Instance.nearOnly(Policies.NEAR), Account.class, Elsewhere.class);
        assertThatThrownBy(() -> side.bean(Elsewhere.class).mixed(1)).isInstanceOf(CacheConfigurationException.class);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(ConcurrentMapCacheManager.class);
            context.register(AnnotatedContext.Caching.class, Account.class);
            context.refresh();
            Account foreign = context.getBean(Account.class);
            assertThatThrownBy(() -> as("alice", () -> foreign.orders(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not one of Terrace");
        }
    }
}
