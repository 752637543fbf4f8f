package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The part of a policy that bounds the near tier. The nearest link that says a weight or a profile decides on the weight; a profile
 * says the number of entries as well, unless the same or a nearer link says that itself.
 *
 * @param inherited where the settings come from
 * @param weighs whether the cache knows what an entry weighs, as one with a remote tier does
 */
record NearSettings(Inheritance inherited, boolean weighs) {

    private static final CachePolicy.Near OTHERWISE = CachePolicy.defaults().near();

    /** Whether anybody says how much the near tier keeps. */
    static boolean isSaid(Inheritance inherited) {
        return inherited.first(NearSettings::weight) != null
                || inherited.first(settings -> settings.near().maximumSize()) != null;
    }

    CachePolicy.Near near() {
        int weightAt = inherited.distance(NearSettings::weight);
        int sizeAt = inherited.distance(settings -> settings.near().maximumSize());
        DataSize weight = !weighs && sizeAt < weightAt ? null : inherited.first(NearSettings::weight);
        NearProfile profile = weight != null ? profileOf(weightAt) : null;
        if (profile != null && !weighs) {
            throw unweighable(profile);
        }
        Long size = inherited.first(settings -> settings.near().maximumSize());
        return new CachePolicy.Near(
                profile != null && weightAt < sizeAt ? profile.size() : otherwise(size),
                weight != null ? Long.valueOf(weight.toBytes()) : null,
                inherited.first(settings -> settings.near().timeToLive()),
                inherited.first(settings -> settings.near().copy(), OTHERWISE.copy()));
    }

    private static long otherwise(@Nullable Long size) {
        return size != null ? size : OTHERWISE.maximumSize();
    }

    /** How many links are nearer than the one that says the number of entries, be it by a profile. */
    static int sizeAt(Inheritance inherited) {
        NearSettings settings = new NearSettings(inherited, true);
        int weightAt = inherited.distance(NearSettings::weight);
        int sizeAt = inherited.distance(each -> each.near().maximumSize());
        boolean byProfile = weightAt < sizeAt && settings.profileOf(weightAt) != null;
        return byProfile ? weightAt : sizeAt;
    }

    static @Nullable DataSize weight(CacheSettings settings) {
        CacheSettings.Near near = settings.near();
        if (near.maximumWeight() != null) {
            return near.maximumWeight();
        }
        return near.profile() != null ? near.profile().weight() : null;
    }

    /** The profile of this link; null if the link says a weight itself. */
    private @Nullable NearProfile profileOf(int link) {
        CacheSettings.Near near = inherited.links().get(link).settings().near();
        return near.maximumWeight() == null ? near.profile() : null;
    }

    private static CacheConfigurationException unweighable(NearProfile profile) {
        return new CacheConfigurationException(
                "'near.profile' (%s) weighs encoded values, and a cache of the near tier alone encodes none"
                        .formatted(profile.name().toLowerCase(Locale.ROOT)),
                "set 'near.maximum-size' for the cache instead, or add the remote tier");
    }
}
