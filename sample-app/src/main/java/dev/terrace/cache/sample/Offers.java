package dev.terrace.cache.sample;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.EntryDescription;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Offers live for seconds (the cache {@code offers} in {@code application.yml}), so that one can watch them grow stale: past its
 * life an offer is shown at once, and a new one is chosen meanwhile.
 */
@Service
public class Offers {

    private final CatalogueRepository repository;
    private final Clock clock;
    private final TerraceCache offers;

    Offers(CatalogueRepository repository, TerraceCacheManager caches, Clock clock) {
        this.repository = repository;
        this.clock = clock;
        this.offers = Objects.requireNonNull(caches.getTerraceCache("offers"))
                .as(new EntryDescription(Offer.class, Offers::described));
    }

    /** It goes with all else that shows its product or category. */
    private static EntryOptions described(@Nullable Object value) {
        return value instanceof Offer offer
                ? EntryOptions.tagged(
                        Catalogue.tagOfCategory(offer.product().category()),
                        Catalogue.tagOfProduct(offer.product().id()))
                : EntryOptions.none();
    }

    /** The offer of a category, null if there is no such category. */
    public CachedValue<Offer> of(String category) throws Exception {
        return offers.fetch(category, () -> choose(category));
    }

    private @Nullable Offer choose(String category) {
        int shelf = Seed.CATEGORIES.indexOf(category);
        if (shelf < 0) {
            return null;
        }
        Instant now = clock.instant();
        int shelves = Seed.CATEGORIES.size();
        long nth = Math.floorMod(now.getEpochSecond(), Seed.PRODUCTS / shelves);
        Product product = repository.product(nth * shelves + shelf + 1);
        return product != null ? new Offer(product, now) : null;
    }
}
