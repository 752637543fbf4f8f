package dev.terrace.cache.sample;

import dev.terrace.cache.spring.annotation.CacheTags;
import java.util.List;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

/**
 * The list of categories, cached the way most applications do it: by annotations. Each category in it is a tag of it, so that it goes
 * with all else that shows a category when that is discounted.
 */
@Service
public class Categories {

    static final String CACHE = "categories";

    private final CatalogueRepository repository;

    Categories(CatalogueRepository repository) {
        this.repository = repository;
    }

    /** All categories, by name. */
    @Cacheable(CACHE)
    @CacheTags("#result.!['category:' + name]")
    public List<Category> all() {
        return repository.categories();
    }
}
