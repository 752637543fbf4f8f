package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import java.util.List;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/**
 * Where the settings of one cache come from, nearest first: the cache, its policies, the defaults. Each setting is that of the
 * first link that has it, else the library's own.
 *
 * @param links not empty; the first is the one that asks
 * @param codecs the names of all codecs
 */
record PolicyChain(List<Link> links, Set<String> codecs) {

    private static final CachePolicy OTHERWISE = CachePolicy.defaults();

    /**
     * Settings and where they are written.
     *
     * @param path the full name of the property under which they are
     */
    record Link(String path, CacheSettings settings) {}

    /** @throws CacheConfigurationException if the settings are not possible; it names the property that says so */
    CachePolicy toPolicy() {
        Inheritance inherited = new Inheritance(links);
        return PropertyNames.rename(() -> build(inherited), inherited::fullName);
    }

    private CachePolicy build(Inheritance inherited) {
        LoadSettings loads = new LoadSettings(inherited);
        return new CachePolicy(
                tiers(inherited),
                inherited.duration("time-to-live", CacheSettings::timeToLive, OTHERWISE.timeToLive()),
                inherited.first(CacheSettings::jitter, OTHERWISE.jitter()),
                loads.stale(),
                loads.refreshAhead(),
                loads.refresh(),
                nullValues(inherited),
                near(inherited),
                loads.loader(),
                codec(inherited),
                inherited.first(CacheSettings::coherent, OTHERWISE.coherent()));
    }

    private static List<Tier> tiers(Inheritance inherited) {
        List<String> names = inherited.first(CacheSettings::tiers);
        return names != null ? names.stream().map(PolicyChain::tier).toList() : OTHERWISE.tiers();
    }

    private static Tier tier(String name) {
        try {
            return Tier.of(name);
        } catch (CacheConfigurationException e) {
            throw new CacheConfigurationException(
                    "'tiers' names '%s', which is not a tier".formatted(name), e.remedy(), e);
        }
    }

    private static CachePolicy.NullValues nullValues(Inheritance inherited) {
        return new CachePolicy.NullValues(
                inherited.first(
                        settings -> settings.nullValues().enabled(),
                        OTHERWISE.nullValues().enabled()),
                inherited.first(settings -> settings.nullValues().timeToLive()));
    }

    private static CachePolicy.Near near(Inheritance inherited) {
        DataSize weight = inherited.first(settings -> settings.near().maximumWeight());
        return new CachePolicy.Near(
                inherited.first(
                        settings -> settings.near().maximumSize(),
                        OTHERWISE.near().maximumSize()),
                weight != null ? Long.valueOf(weight.toBytes()) : null,
                inherited.first(settings -> settings.near().timeToLive()));
    }

    private String codec(Inheritance inherited) {
        String codec = inherited.first(CacheSettings::codec, OTHERWISE.codec());
        if (!codecs.contains(codec)) {
            throw new CacheConfigurationException(
                    "'codec' (%s) is not a codec of this application".formatted(codec),
                    "use one of %s, or add a bean of type Codec".formatted(String.join(", ", codecs)));
        }
        return codec;
    }
}
