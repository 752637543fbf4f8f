package dev.terrace.cache.sample;

import java.util.List;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

/** The list of categories, cached the way most applications do it: with Spring's annotation and nothing else. */
@Service
public class Categories {

    static final String CACHE = "categories";

    private final CatalogueRepository repository;

    Categories(CatalogueRepository repository) {
        this.repository = repository;
    }

    /** All categories, by name. */
    @Cacheable(CACHE)
    public List<Category> all() {
        return repository.categories();
    }
}
