package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.Tier;
import java.util.List;

/**
 * Where the settings of one cache come from, nearest first: the cache, its policies, the defaults. Each setting is that of the
 * first link that has it, else the library's own.
 *
 * @param links not empty; the first is the one that asks
 * @param formats what the application has to make bytes of values
 */
record PolicyChain(List<Link> links, AvailableFormats formats) {

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
        LifeSettings life = new LifeSettings(inherited);
        LoadSettings loads = new LoadSettings(inherited);
        List<Tier> tiers = tiers(inherited);
        return new CachePolicy(
                tiers,
                life.timeToLive(),
                life.timeToIdle(),
                life.adaptive(),
                life.jitter(),
                loads.stale(),
                loads.refreshAhead(),
                loads.refresh(),
                nullValues(inherited),
                new NearSettings(inherited, tiers.contains(Tier.REMOTE)).near(),
                loads.loader(),
                new StorageSettings(inherited, formats).storage(),
                inherited.first(CacheSettings::priority, OTHERWISE.priority()),
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
}
