package dev.terrace.cache.engine;

import dev.terrace.cache.codec.Encryption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How keys and tags are named in the remote tier: as they are, or as keyed digests that tell nobody what they were. Immutable.
 */
public final class RemoteNames {

    /** As they are. */
    public static final RemoteNames PLAIN = new RemoteNames(null);

    private final @Nullable Encryption digests;

    private RemoteNames(@Nullable Encryption digests) {
        this.digests = digests;
    }

    /**
     * As digests under the key of this encryption.
     *
     * @throws dev.terrace.cache.CacheConfigurationException if its key is good for none
     */
    public static RemoteNames digested(Encryption encryption) {
        var unused = encryption.digest("");
        return new RemoteNames(encryption);
    }

    /** Whether the names say what they stand for, so that a pattern can be held against them. */
    boolean arePlain() {
        return digests == null;
    }

    /** A key of this cache, by its text. */
    String ofKey(String cache, String text) {
        return digests == null ? text : "#" + digests.digest("key " + cache + " " + text);
    }

    List<String> ofTags(List<String> tags) {
        return digests == null ? tags : tags.stream().map(this::ofTag).toList();
    }

    Set<String> ofTags(Set<String> tags) {
        return digests == null || tags.isEmpty() ? tags : digested(tags);
    }

    private Set<String> digested(Collection<String> tags) {
        Set<String> digested = new LinkedHashSet<>();
        tags.forEach(tag -> digested.add(ofTag(tag)));
        return digested;
    }

    private String ofTag(String tag) {
        return digests == null ? tag : digests.digest("tag " + tag);
    }
}
