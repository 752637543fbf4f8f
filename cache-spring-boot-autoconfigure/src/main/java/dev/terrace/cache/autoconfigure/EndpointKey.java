package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.engine.KeyListing;
import dev.terrace.cache.engine.KeyView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint says of one key.
 *
 * @param key its text
 * @param found whether a tier has it
 * @param near the entry of the near tier of this instance; null if there is none
 * @param remote the entry of the remote tier; null if there is none
 * @param value the value as JSON; null if values are not shown, or it is null or cannot be read
 * @param note what there is to know besides; null for nothing
 */
record EndpointKey(
        String key,
        boolean found,
        @Nullable Entry near,
        @Nullable Entry remote,
        @Nullable Object value,
        @Nullable String note) {

    static EndpointKey of(String key, KeyView view, @Nullable Object value, @Nullable String note) {
        boolean found = view.near() != null || view.remote() != null;
        return new EndpointKey(key, found, Entry.of(view.near()), Entry.of(view.remote()), value, note);
    }

    /**
     * An entry.
     *
     * @param ageMillis since it was written
     * @param remainingMillis until the end of its life, negative after that; null for ever
     * @param staleMillis how long after its life it may still be served
     * @param size encoded bytes; null if it never was encoded
     * @param stamp unique for each write: entries of one stamp are the same
     * @param tags its tags
     */
    record Entry(
            long ageMillis,
            @Nullable Long remainingMillis,
            long staleMillis,
            @Nullable Long size,
            String stamp,
            List<String> tags) {

        private static @Nullable Entry of(KeyView.@Nullable Entry entry) {
            if (entry == null) {
                return null;
            }
            Duration remaining = entry.remaining();
            return new Entry(
                    entry.age().toMillis(),
                    remaining != null ? remaining.toMillis() : null,
                    entry.stale().toMillis(),
                    entry.size() != 0 ? entry.size() : null,
                    entry.stamp(),
                    entry.tags().stream().sorted().toList());
        }
    }

    /**
     * Some keys.
     *
     * @param keys the keys, perhaps none although there are more
     * @param next the page behind this one; null at the end
     * @param note what there is to know besides; null for nothing
     */
    record Listing(
            List<Listed> keys,
            @Nullable String next,
            @Nullable String note) {

        static Listing of(KeyListing listing) {
            return new Listing(
                    listing.keys().stream().map(Listed::of).toList(),
                    listing.next(),
                    listing.complete() ? null : "Redis is away: these are keys of this instance alone");
        }
    }

    /** A key and the tiers that have it. */
    record Listed(String key, List<String> tiers) {

        private static Listed of(KeyListing.ListedKey key) {
            List<String> tiers = new ArrayList<>();
            if (key.near()) {
                tiers.add("near");
            }
            if (key.remote()) {
                tiers.add("remote");
            }
            return new Listed(key.text(), List.copyOf(tiers));
        }
    }
}
