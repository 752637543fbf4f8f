package dev.terrace.cache.figures;

import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.redis.RedisRemoteTier;
import dev.terrace.cache.redis.RedisSettings;
import dev.terrace.cache.testing.TestRedis;
import dev.terrace.cache.tier.RemoteTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What it costs to evict by a tag, by the number of entries that carry it; the tags in turn. */
final class TagFigures {

    /** Nothing happens in the background meanwhile, so that the commands are those of the evictions. */
    private static final CoherenceSettings QUIET = new CoherenceSettings(
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            true,
            Duration.ZERO,
            Duration.ofMillis(300));

    private final List<Tag> tags = new ArrayList<>();

    private TagFigures() {
        tags.add(new Tag(1));
        tags.add(new Tag(1_000));
        if (Scale.LARGE) {
            tags.add(new Tag(1_000_000));
        }
    }

    private record Tag(int entries, List<Long> delays) {
        Tag(int entries) {
            this(entries, new ArrayList<>());
        }

        String name() {
            return "of " + entries;
        }

        String prefix() {
            return entries + " entries ";
        }
    }

    static void measure(TestRedis redis, Report report) throws Exception {
        String namespace = Namespaces.fresh();
        RemoteTier tier = new RedisRemoteTier(namespace, RedisSettings.of(redis.address()));
        try (Instance here = Instance.joined(tier, Policies.BOTH, QUIET);
                Instance there = Instance.joined(redis.address(), namespace, Policies.BOTH, QUIET)) {
            report.section("Evict by tag");
            TagFigures figures = new TagFigures();
            figures.fill(tier, here);
            figures.requireEntries(there);
            figures.run(redis, here, report);
            figures.requireNoEntries(there);
            report.events(List.of(here, there));
            report.load("at its end");
        }
    }

    private void fill(RemoteTier tier, Instance instance) throws Exception {
        for (Tag tag : tags) {
            new Copies(tier, instance.cache("products"), tag.name()).fill(tag.prefix(), tag.entries);
        }
    }

    private void run(TestRedis redis, Instance here, Report report) {
        String[] keys = {redis.cli("DBSIZE"), ""};
        for (int i = 0; i < Scale.count(300); i++) {
            here.manager().evictByTag("another");
        }
        Commands before = Commands.of(redis);
        int count = Scale.count(400);
        for (int i = 0; i < count; i++) {
            for (Tag tag : tags) {
                long from = System.nanoTime();
                if (!here.manager().evictByTag(tag.name())) {
                    throw new IllegalStateException("It was not acknowledged");
                }
                tag.delays.add(System.nanoTime() - from);
            }
        }
        Commands commands = Commands.of(redis).since(before);
        keys[1] = redis.cli("DBSIZE");
        report(report, commands, keys);
    }

    private void report(Report report, Commands commands, String[] keys) {
        long first = new Delays(tags.get(0).delays).median();
        List<List<String>> rows = new ArrayList<>();
        int evictions = 0;
        for (Tag tag : tags) {
            Delays delays = new Delays(tag.delays);
            evictions += delays.count();
            rows.add(Report.joined(
                    delays.row(Report.whole(tag.entries)), List.of(Report.ratio(delays.median(), first))));
        }
        report.table(
                Report.joined(List.of("Entries of the tag"), Delays.COLUMNS, List.of("p50, ratio to the first")), rows);
        report.note("Commands sent per eviction: %s; carried out: %s. Keys in Redis before and after: %s, %s."
                .formatted(
                        Report.number((double) commands.sent() / evictions),
                        commands.text(evictions),
                        keys[0],
                        keys[1]));
        if (!Scale.LARGE) {
            report.note("A tag of 1,000,000 entries is measured with `-Dfigures.large=true`.");
        }
    }

    // ---- the entries are really there, and really invalid afterwards

    private void requireEntries(Instance instance) {
        for (Tag tag : tags) {
            for (int i = 0; i < Math.min(tag.entries, 1_000); i++) {
                if (instance.cache("products").lookup(tag.prefix() + i) == null) {
                    throw new IllegalStateException("An entry is not there");
                }
            }
        }
    }

    private void requireNoEntries(Instance instance) {
        for (Tag tag : tags) {
            for (int i = 0; i < Math.min(tag.entries, 1_000); i++) {
                if (instance.cache("products").lookup(tag.prefix() + i) != null) {
                    throw new IllegalStateException("An entry is still served");
                }
            }
        }
    }
}
