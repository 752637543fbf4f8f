package dev.terrace.cache.soak;

import dev.terrace.cache.soak.Stage.Part;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a run has shown.
 *
 * @param stages in their order
 * @param inStep how long after Redis answered again the last instance was in step, each time; null if one was not in time
 * @param loads of the database
 * @param leftThreads of the cache, in the processes whose instance had been closed
 */
record Outcome(Plan plan, List<Stage> stages, Map<Fault, List<Recovery>> inStep, long loads, List<Long> leftThreads) {

    /**
     * Redis answered again.
     *
     * @param took until the last instance was in step; null if one was not in time
     */
    record Recovery(@Nullable Duration took) {}

    Counts all() {
        return counts(stage -> true);
    }

    Counts counts(Part part, @Nullable Fault fault) {
        return counts(stage -> stage.is(part, fault));
    }

    /** Of every fault. */
    Counts counts(Part part) {
        return counts(stage -> stage.part() == part);
    }

    private Counts counts(Predicate<Stage> wanted) {
        return Counts.of(stages.stream().filter(wanted).map(Stage::counts).toList());
    }

    List<Stage> stages(Part part) {
        return stages.stream().filter(stage -> stage.part() == part).toList();
    }

    /** With everything as warm as it gets: each fault but one empties Redis. */
    Counts warm() {
        return stages(Part.BEFORE).get(0).counts();
    }

    long mostLoading(Part part, @Nullable Fault fault) {
        return stages.stream()
                .filter(stage -> stage.is(part, fault))
                .mapToLong(Stage::mostLoading)
                .max()
                .orElse(0);
    }

    /** Operations for each second of the stages of this kind. */
    double perSecond(Part part, @Nullable Fault fault) {
        List<Stage> wanted =
                stages.stream().filter(stage -> stage.is(part, fault)).toList();
        double seconds =
                wanted.stream().mapToLong(stage -> stage.counts().nanos()).sum() / 1e9;
        long operations =
                wanted.stream().mapToLong(stage -> stage.counts().operations()).sum();
        return seconds == 0 ? 0 : operations / seconds;
    }

    /** Of those stages in which all processes live on: in thirds by their number, the first one without the warm-up. */
    Counts third(int third) {
        List<Stage> steady = stages.stream()
                .filter(stage ->
                        stage.part().compareTo(Part.WARM_UP) > 0 && stage.part().compareTo(Part.USERS) < 0)
                .toList();
        int size = steady.size();
        return Counts.of(steady.subList(third * size / 3, (third + 1) * size / 3).stream()
                .map(Stage::counts)
                .toList());
    }
}
