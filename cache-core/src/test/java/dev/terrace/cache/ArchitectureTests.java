package dev.terrace.cache;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds the arrows between the rooms of the core: {@code spring → engine → coherence, near → tier → codec, event →
 * root}, and the adapters beside them. A room sees every room to the right of it, never one to the left and never its
 * neighbour.
 */
class ArchitectureTests {

    private static final String ROOT = "dev.terrace.cache";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final Map<String, Arrow> ARROWS = Map.ofEntries(
            arrow("codec", to(), "bytes are a matter of values, not of where they are kept"),
            arrow("event", to(), "an event only tells, in the words of the vocabulary, what happened"),
            arrow("tier", to("codec", "event"), "a port is written for its adapters and knows none of them"),
            arrow("near", to("tier", "codec", "event"), "the near tier keeps objects and has no say in coherence"),
            arrow("coherence", to("tier", "codec", "event"), "the protocol is pure and runs over the port alone"),
            arrow(
                    "engine",
                    to("coherence", "near", "tier", "codec", "event"),
                    "the engine drives the ports; who calls it and who implements them is not its business"),
            arrow(
                    "spring",
                    to("engine", "coherence", "near", "tier", "codec", "event"),
                    "Spring's abstraction stands on the engine and names no technology behind it"),
            arrow("redis", to("tier", "codec", "event"), "an adapter implements its port and knows no other adapter"),
            arrow("disk", to("tier", "codec", "event"), "an adapter implements its port and knows no other adapter"),
            arrow("jdbc", to("tier", "codec", "event"), "an adapter implements its port and knows no other adapter"),
            arrow(
                    "micrometer",
                    to("event", "tier", "engine"),
                    "meters come from events and the engine's read-only statistics"));

    @TestFactory
    Stream<DynamicTest> everyRoomDependsOnlyOnTheRoomsItsArrowsReach() {
        return ARROWS.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(arrowOf(entry.getKey()))));
    }

    @Test
    void theVocabularyDependsOnNoRoom() {
        check(classes()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAPackage(ROOT)))
                .because("every room speaks the vocabulary, so a word that needs a room would close a circle"));
    }

    @Test
    void everyClassLivesInARoomThatHasItsArrows() {
        check(classes()
                .should()
                .resideInAnyPackage(
                        Stream.concat(Stream.of(ROOT), ARROWS.keySet().stream().map(ArchitectureTests::room))
                                .toArray(String[]::new))
                .because("a room without arrows would be held by no rule"));
    }

    @Test
    void roomsFormNoCycle() {
        check(slices().matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("what stands in a circle can only be understood, tested and replaced together"));
    }

    @Test
    void onlyTheSpringRoomKnowsSpring() {
        check(onlyIn("spring", "org.springframework..", "the engine must run, and be tested, without a container"));
    }

    @Test
    void onlyTheRedisRoomKnowsRedisson() {
        check(onlyIn("redis", "org.redisson..", "the client is an adapter behind the port and can be replaced"));
    }

    @Test
    void onlyTheNearRoomKnowsCaffeine() {
        check(onlyIn("near", "com.github.benmanes.caffeine..", "time is ours and Caffeine only bounds the size"));
    }

    @Test
    void noClassReadsTheWallClockByItself() {
        check(noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .because("clocks are injected, so that tests own the time"));
    }

    @Test
    void noClassWritesToTheConsole() {
        check(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because("the application decides where its log goes"));
    }

    @Test
    void noClassLogsThroughTheJdk() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .because("there is one logging facade, SLF4J"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CORE);
    }

    private static ArchRule arrowOf(String name) {
        Arrow arrow = ARROWS.get(name);
        return classes()
                .that()
                .resideInAPackage(room(name))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..")
                        .or(resideInAnyPackage(ROOT, room(name)))
                        .or(resideInAnyPackage(arrow.targets())))
                .because(arrow.because());
    }

    private static ArchRule onlyIn(String name, String library, String because) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(room(name))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .because(because);
    }

    private static String room(String name) {
        return ROOT + "." + name + "..";
    }

    private static String[] to(String... rooms) {
        return Stream.of(rooms).map(ArchitectureTests::room).toArray(String[]::new);
    }

    private static Map.Entry<String, Arrow> arrow(String from, String[] targets, String because) {
        return Map.entry(from, new Arrow(targets, because));
    }

    /** The rooms that a room may see beside itself and the vocabulary, and why no others. */
    private record Arrow(String[] targets, String because) {}
}
