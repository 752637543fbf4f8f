package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SeedTests {

    @Test
    void idsRunFromOneAndEveryCategoryHasItsShare() {
        List<Product> products = Seed.products().toList();

        assertThat(products)
                .hasSize(Seed.PRODUCTS)
                .first()
                .extracting(Product::id)
                .isEqualTo(1L);
        assertThat(products).last().extracting(Product::id).isEqualTo((long) Seed.PRODUCTS);
        Map<String, Long> sizes =
                products.stream().collect(Collectors.groupingBy(Product::category, Collectors.counting()));
        assertThat(sizes)
                .hasSize(25)
                .containsOnlyKeys(Seed.CATEGORIES)
                .allSatisfy((name, size) -> assertThat(size).isEqualTo(200));
    }

    @Test
    void everyShopHasTheSameGoodsAtPricesOfTwoDecimals() {
        assertThat(Seed.products()).containsExactlyElementsOf(Seed.products().toList());
        assertThat(Seed.products())
                .allSatisfy(product -> assertThat(product.price()).isPositive().hasScaleOf(2))
                .extracting(Product::name)
                .doesNotHaveDuplicates();
    }
}
