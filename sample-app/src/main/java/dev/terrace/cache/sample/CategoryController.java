package dev.terrace.cache.sample;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Categories over HTTP. */
@RestController
@RequestMapping("/categories")
class CategoryController {

    private static final ParameterizedTypeReference<List<Category>> CATEGORIES = new ParameterizedTypeReference<>() {};

    private final Catalogue catalogue;
    private final Categories categories;
    private final TerraceCache listed;

    CategoryController(Catalogue catalogue, Categories categories, TerraceCacheManager caches) {
        this.catalogue = catalogue;
        this.categories = categories;
        this.listed =
                Objects.requireNonNull(caches.getTerraceCache(Categories.CACHE)).as(CATEGORIES.getType());
    }

    /** An annotated method does not say which tier served it. So the cache is asked first, for the header alone. */
    @GetMapping
    List<Category> categories(HttpServletResponse response) throws Exception {
        List<Category> all = Served.reported(response, () -> {
            CachedValue<Object> cached = listed.lookup(SimpleKey.EMPTY);
            List<Category> value = categories.all();
            return cached != null
                    ? new CachedValue<>(value, cached.origin(), cached.age(), cached.stale())
                    : CachedValue.loaded(value);
        });
        return Objects.requireNonNull(all);
    }

    @GetMapping("/{name}/products")
    ProductPage products(
            @PathVariable String name, @RequestParam(defaultValue = "0") int page, HttpServletResponse response)
            throws Exception {
        if (page < 0) {
            throw new BadRequestException("'page' (%d) counts from 0".formatted(page));
        }
        ProductPage found = Served.reported(response, () -> catalogue.page(name, page));
        if (found == null) {
            throw missing(name);
        }
        return found;
    }

    /** How many prices were lowered by how much. */
    record Discounted(String category, BigDecimal percent, int products) {}

    @PostMapping("/{name}/discount")
    Discounted discount(@PathVariable String name, @RequestBody Discount discount) {
        BigDecimal percent = discount.validPercent();
        int changed = catalogue.discount(name, percent).orElseThrow(() -> missing(name));
        return new Discounted(name, percent, changed);
    }

    private static NotFoundException missing(String name) {
        return new NotFoundException("There is no category '%s'".formatted(name));
    }
}
