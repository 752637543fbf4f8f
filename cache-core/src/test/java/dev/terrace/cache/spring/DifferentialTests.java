package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.spring.AnnotatedMethods.User;
import dev.terrace.cache.spring.CachingSide.Caches;
import dev.terrace.cache.spring.CachingSide.Errors;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Annotated methods behave under our interceptor as under Spring's: results, exceptions with their causes, the number of calls, what
 * the error handler hears and what the caches hold, call by call. A row that is meant to differ says why, and must differ.
 */
class DifferentialTests {

    private static final List<AnnotationSettings> SETTINGS = List.of(
            new AnnotationSettings(true, true),
            new AnnotationSettings(true, false),
            new AnnotationSettings(false, true),
            new AnnotationSettings(false, false));

    /** One set of contexts for all rows; each row has caches of its own, or forgets them first. */
    private static final Map<Object, CachingSide> SIDES = new HashMap<>();

    private record Side(Caches caches, Errors errors, AnnotationSettings settings) {}

    /**
     * A method and the arguments of its calls, in order.
     *
     * @param differs with which caches the calls go otherwise if sync is on by default
     * @param why the reason for that
     */
    record Row(String bean, String method, List<Object[]> calls, Set<Caches> differs, String why) {

        Row differing(String reason, Caches first, Caches... more) {
            return new Row(bean, method, calls, EnumSet.of(first, more), reason);
        }

        @Override
        public String toString() {
            return method;
        }
    }

    private static Row row(String method, Object[]... calls) {
        return rowOf("methods", method, calls);
    }

    private static Row rowOf(String bean, String method, Object[]... calls) {
        return new Row(bean, method, List.of(calls), Set.of(), "");
    }

    private static Object[] with(Object... arguments) {
        return arguments;
    }

    /** The same argument twice, then another, then the first again. */
    private static Row plain(String method) {
        return row(method, with(1), with(1), with(2), with(1));
    }

    private static final Object[] NULL = {null};
    private static final User ADA = new User(1, "a");

    private static final String NULLS = "Under sync a null that may not be kept is returned, not refused.";

    static List<Row> rows() {
        return Stream.of(
                        Stream.of(plain("value"), plain("primitive"), plain("list"), plain("object")),
                        Stream.of(
                                plain("nothing").differing(NULLS, Caches.TERRACE_WITHOUT_NULLS),
                                plain("noValue").differing(NULLS, Caches.TERRACE_WITHOUT_NULLS),
                                row("optional", with(1), with(1), with(-1), with(-1), with(1))
                                        .differing(NULLS, Caches.TERRACE_WITHOUT_NULLS),
                                plain("noOptional")
                                        .differing(
                                                "Under Spring's sync a null instead of an Optional is an empty one.",
                                                Caches.TERRACE,
                                                Caches.TERRACE_WITHOUT_NULLS,
                                                Caches.TERRACE_AFTER_COMMIT)),
                        keys(),
                        decisions(),
                        failures(),
                        futures(),
                        publishers(),
                        others())
                .flatMap(rows -> rows)
                .toList();
    }

    private static Stream<Row> keys() {
        return Stream.of(
                row("value", NULL, NULL, with("a"), with((Object) new int[] {1}), with((Object) new int[] {1})),
                row("noArguments", with(), with()),
                row("twoArguments", with(1, 2), with(1, 2), with(2, 1), with(1, null), with(1, null)),
                row("varargs", with(1, 2), with(1, 2), with(1), with(), with()),
                row("keyedVarargs", with(1, 2), with(1, 2)),
                row("byName", with(1, 2), with(1, 3), with(null, 3), with(2, 3)),
                row("byIndex", with(2, 1), with(3, 1), with(3, null), with(3, 2)),
                row("byArgument", with(1), with(1), NULL, with(2)),
                row("misleading", with(1, 2), with(1, 3), with(2, 2)),
                row("misled", with(1, 2), with(1, 3), with(2, 2)),
                row("byProperty", with(ADA), with(new User(1, "b")), NULL, with(new User(null, "c")), with(ADA)),
                row("byPropertyOfAny", with(ADA), with(ADA), with(String.class), with("x"), with(ADA)),
                row("bySafeProperty", with(ADA), with(ADA), NULL),
                row("byNoProperty", with(ADA), with(ADA)),
                row("byFailingProperty", with(ADA), with(ADA)),
                plain("byUnknown"),
                plain("byNonsense"),
                plain("byResult"),
                plain("byRoot"),
                plain("byExpression"),
                plain("byGenerator"));
    }

    private static Stream<Row> decisions() {
        return Stream.of(
                plain("condition"),
                plain("unless"),
                plain("unlessNull"),
                plain("several"),
                plain("both"),
                plain("evicting"),
                row("caching", with(1), with(1), with(2), with(2), with(1)),
                plain("put"),
                plain("evictFirst"),
                plain("synced"),
                plain("syncedIf"),
                plain("syncedTwice"),
                plain("syncedUnless"),
                plain("ownManager"),
                plain("ownResolver"),
                plain("failingCache"),
                plain("failingCacheAndMethod"));
    }

    private static Stream<Row> failures() {
        return Stream.of(plain("unchecked"), plain("checked"), plain("error"), plain("undeclared"));
    }

    private static Stream<Row> futures() {
        return Stream.of(
                plain("future"),
                plain("laterFuture"),
                plain("futureOfNothing").differing(NULLS, Caches.TERRACE_WITHOUT_NULLS),
                plain("futureOfOptional"),
                plain("failedFuture"),
                plain("uncheckedFuture"),
                plain("throwingFuture")
                        .differing(
                                "The method may run when its caller has gone on, so what it throws comes as a failed future.",
                                Caches.TERRACE,
                                Caches.TERRACE_WITHOUT_NULLS,
                                Caches.TERRACE_AFTER_COMMIT),
                plain("noFuture")
                        .differing(
                                "Spring's sync refuses null instead of a future, which is no value.",
                                Caches.TERRACE,
                                Caches.TERRACE_WITHOUT_NULLS,
                                Caches.TERRACE_AFTER_COMMIT),
                plain("stage"),
                plain("failedStage"),
                plain("futureIf"),
                plain("futureUnless"));
    }

    private static Stream<Row> publishers() {
        return Stream.of(
                plain("mono"),
                plain("emptyMono").differing(NULLS, Caches.TERRACE_WITHOUT_NULLS),
                plain("failedMono"),
                plain("uncheckedMono"),
                plain("throwingMono")
                        .differing(
                                "The method is called when its Mono is subscribed to, and what it throws comes as an error.",
                                Caches.TERRACE,
                                Caches.TERRACE_WITHOUT_NULLS,
                                Caches.TERRACE_AFTER_COMMIT),
                plain("eagerMono"),
                plain("monoInContext"),
                plain("monoIf"),
                plain("monoUnless"),
                row("keyedMono", with(1), with(1), NULL)
                        .differing(
                                "The key is made for each subscription, and that there is none comes as an error.",
                                Caches.TERRACE,
                                Caches.TERRACE_WITHOUT_NULLS,
                                Caches.TERRACE_AFTER_COMMIT),
                plain("syncedMono"),
                plain("syncedFailedMono"),
                plain("failedMonoElsewhere"),
                plain("failedFluxElsewhere"),
                plain("flux"),
                plain("emptyFlux"),
                plain("failedFlux")
                        .differing(
                                "A Flux is handed out when it is complete, so nothing of one that fails is.",
                                Caches.TERRACE,
                                Caches.TERRACE_WITHOUT_NULLS,
                                Caches.TERRACE_AFTER_COMMIT));
    }

    private static Stream<Row> others() {
        return Stream.of(
                rowOf("configured", "configured", with(1), with(1), with(2)),
                rowOf("texts", "generic", with(1), with(1), with(2)),
                rowOf("texts", "genericKey", with(1), with(1), NULL),
                rowOf("texts", "genericOptional", with(1), with(1), with(-1), with(-1))
                        .differing(NULLS, Caches.TERRACE_WITHOUT_NULLS),
                rowOf("optionals", "hidden", with(1), with(1), with(2)),
                rowOf("monos", "hidden", with(1), with(1), with(2)));
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Caches caches : Caches.values()) {
            for (Errors errors : Errors.values()) {
                rows().forEach(row -> cases.add(Arguments.of(caches, errors, row)));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aMethodBehavesAsUnderSpringsInterceptor(Caches caches, Errors errors, Row row) {
        List<String> expected = run(side(new Side(caches, errors, null)), row);
        for (AnnotationSettings settings : SETTINGS) {
            List<String> actual = run(side(new Side(caches, errors, settings)), row);
            if (settings.syncByDefault() && row.differs().contains(caches)) {
                assertThat(actual).as(settings + ": " + row.why()).isNotEqualTo(expected);
            } else {
                assertThat(actual).as(settings.toString()).isEqualTo(expected);
            }
        }
    }

    private static List<String> run(CachingSide side, Row row) {
        side.manager().resetCaches();
        side.methods().forgetCalls();
        side.handled.clear();
        return Outcomes.of(side, row.bean(), row.method(), row.calls());
    }

    private static CachingSide side(Side side) {
        return SIDES.computeIfAbsent(
                side,
                missing -> side.settings() == null
                        ? CachingSide.stock(side.caches(), side.errors())
                        : new CachingSide(side.caches(), side.errors(), side.settings()));
    }

    @AfterAll
    static void close() {
        SIDES.values().forEach(CachingSide::close);
        SIDES.clear();
    }
}
