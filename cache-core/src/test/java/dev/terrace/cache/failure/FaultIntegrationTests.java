package dev.terrace.cache.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.terrace.cache.event.CacheEvent;
import dev.terrace.cache.failure.Fault.Outage;
import dev.terrace.cache.fixture.Call;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Threads;
import dev.terrace.cache.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is promised about every {@link Fault}: it strikes once, and while it is in force all calls are made at once, twice. */
class FaultIntegrationTests {

    private static final Duration UNTIL_IN_STEP = Duration.ofSeconds(40);

    /** What a short time-out makes of a busy machine, whatever the fault. */
    private static final List<String> LATE = List.of("No reply in time", "No connection in time", "Connection lost");

    private static final List<Call> CALLS = List.of(Call.values());

    /** An outage, as it is told. */
    private static final List<Class<?>> TURNS = List.of(CacheEvent.RemoteLost.class, CacheEvent.RemoteRegained.class);

    private static TestRedis redis;

    @BeforeAll
    static void start() {
        // Not in a container: a program that forwards its port would outlive it and keep dead connections open.
        redis = TestRedis.startLocal(
                "--lua-time-limit", "100",
                "--rdbcompression", "no",
                "--key-load-delay", "10000",
                "--loading-process-events-interval-bytes", "1024");
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @ParameterizedTest
    @EnumSource
    void callersNoticeNothingAndAfterwardsAllIsInStep(Fault fault) throws Exception {
        try (Scene scene = new Scene(redis, fault.outage())) {
            scene.prepare(CALLS, "unnoticed", "noticed");
            Struck struck = fault.strike(scene);
            try {
                allCalls(scene, "unnoticed");
                struck.proof().run();
                awaitLost(fault, scene);
                allCalls(scene, "noticed");
            } finally {
                struck.cure().run();
            }
            awaitRegained(fault, scene);
            awaitInStep(scene);
            assertTold(fault, scene);
        }
    }

    /** Some steps of one call each wait once at most; the rest is for a loaded machine. */
    private static void allCalls(Scene scene, String round) throws Exception {
        Duration bound = scene.timeout().multipliedBy(4).plusSeconds(2);
        try (Threads threads = new Threads(CALLS.size())) {
            List<Duration> times = threads.inAll(
                    CALLS.size(),
                    number ->
                            CALLS.get(number).on(scene.here(), CALLS.get(number).cacheOf(round)));
            assertThat(times).allSatisfy(time -> assertThat(time).isLessThan(bound));
        }
    }

    // ---- what is told

    private static void awaitLost(Fault fault, Scene scene) {
        if (fault.outage() != Outage.NONE) {
            awaitLost(scene.here());
        }
        if (fault.outage() == Outage.EVERYWHERE) {
            awaitLost(scene.there());
        }
    }

    private static void awaitRegained(Fault fault, Scene scene) {
        if (fault.outage() != Outage.NONE) {
            awaitRegained(scene.here());
        }
        if (fault.outage() == Outage.EVERYWHERE) {
            awaitRegained(scene.there());
        }
    }

    private static void awaitLost(Instance instance) {
        patiently("lost").untilAsserted(() -> assertThat(turns(instance)).contains(CacheEvent.RemoteLost.class));
    }

    /** One that waits for a short time only may think so more than once on a busy machine. */
    private static void awaitRegained(Instance instance) {
        patiently("regained")
                .untilAsserted(() -> assertThat(turns(instance)).endsWith(CacheEvent.RemoteRegained.class));
    }

    private static List<Class<?>> turns(Instance instance) {
        return instance.events().stream()
                .<Class<?>>map(CacheEvent::getClass)
                .filter(TURNS::contains)
                .toList();
    }

    private static void assertTold(Fault fault, Scene scene) {
        FailureModes.Row row = FailureModes.of(fault);
        assertThat(Stream.of(scene.here(), scene.there())
                        .flatMap(instance -> Scene.events(instance, CacheEvent.RemoteLost.class).stream())
                        .map(CacheEvent.RemoteLost::reason))
                .allMatch(reason -> row.quotes(reason) || LATE.stream().anyMatch(reason::contains), row.logged());
        assertThat(fault.moves()).allMatch(counter -> counter.in(scene) > 0);
        if (fault.outage() == Outage.NONE) {
            assertThat(turns(scene.here())).isEmpty();
        } else {
            awaitRegained(fault, scene);
        }
        assertThat(turns(scene.there())).isEqualTo(fault.outage() == Outage.EVERYWHERE ? TURNS : List.of());
    }

    // ---- afterwards

    private static void awaitInStep(Scene scene) {
        patiently("what was evicted is gone elsewhere").untilAsserted(() -> {
            for (Call call : CALLS) {
                for (String round : List.of("unnoticed", "noticed")) {
                    assertThat(call.isForgotten(scene.there(), call.cacheOf(round)))
                            .as("%s, %s", call, round)
                            .isTrue();
                }
            }
        });
        awaitTravel(scene.here(), scene.there());
        awaitTravel(scene.there(), scene.here());
    }

    private static void awaitTravel(Instance from, Instance to) {
        patiently("values travel").untilAsserted(() -> {
            from.cache("travelled").put("new", from.toString());
            assertThat(to.cache("travelled").get("new", String.class)).isEqualTo(from.toString());
        });
        from.cache("travelled").evict("new");
        patiently("evictions travel")
                .untilAsserted(
                        () -> assertThat(to.cache("travelled").lookup("new")).isNull());
    }

    private static ConditionFactory patiently(String what) {
        return await(what).atMost(UNTIL_IN_STEP).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
    }
}
