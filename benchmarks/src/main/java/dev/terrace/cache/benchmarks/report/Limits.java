package dev.terrace.cache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the things that Terrace is made of reach by themselves in the same run: where they miss a target, so does what is made of them. */
final class Limits {

    private static final String NONE = "- None that was measured.";

    private final Measured measured;
    private final List<String> lines = new ArrayList<>();

    private Limits(Measured measured) {
        this.measured = measured;
    }

    static List<String> lines(Measured measured) {
        Limits limits = new Limits(measured);
        limits.nearHits();
        limits.remoteHits();
        limits.start();
        limits.mix();
        return limits.lines.isEmpty() ? List.of(NONE) : limits.lines;
    }

    private void nearHits() {
        measured.casesOf("NearHits").forEach((what, scores) -> {
            Score bare = scores.get("caffeine-expiring");
            for (String peer : List.of("jetcache", "redisson-local", "redisson-local-objects")) {
                Score theirs = scores.get(peer);
                if (bare != null && theirs != null) {
                    lines.add("- Near hit (%s): bare Caffeine with expiry and statistics is %s × as fast as `%s`."
                            .formatted(what.title(), Numbers.withError(what.speed(bare, theirs)), peer));
                }
            }
        });
    }

    /** Without a client nothing is combined, so this is no limit for one that combines; but each caller must be woken by either. */
    private void remoteHits() {
        measured.casesOf("LoopbackLimit")
                .forEach((limit, bare) -> measured.casesOf("RemoteReads").forEach((what, scores) -> {
                    Score socket = bare.get("socket");
                    if (socket != null && limit.isLike(what)) {
                        scores.forEach((client, score) -> lines.add(
                                "- Remote hit (%s): threads with a socket each and no client around it are %s × as fast as `%s`. More takes combining."
                                        .formatted(
                                                what.title(), Numbers.withError(what.speed(socket, score)), client)));
                    }
                }));
    }

    private void start() {
        Map<String, Double> ready = measured.figure("ApplicationReadyEvent").orElse(Map.of());
        Optional.ofNullable(ready.get("redisson"))
                .flatMap(redisson -> Optional.ofNullable(ready.get("none")).map(none -> redisson - none))
                .ifPresent(added -> lines.add(
                        "- Start-up: bare Redisson that connects, without any cache, adds %s ms to a minimal application."
                                .formatted(Numbers.plain(added))));
    }

    private void mix() {
        OptionalDouble bare = measured.cluster("bare", "operations per second");
        OptionalDouble remote = measured.cluster("bare", "remote reads per second");
        if (bare.isPresent() && remote.isPresent()) {
            lines.add(
                    ("- Several processes: bare Caffeine and bare Redisson, with a message for each write and without coherence, do %s operations"
                                    + " a second of the mix, of which %s ask Redis for a value.")
                            .formatted(
                                    Numbers.plain(Math.rint(bare.getAsDouble())),
                                    Numbers.plain(Math.rint(remote.getAsDouble()))));
        }
    }
}
