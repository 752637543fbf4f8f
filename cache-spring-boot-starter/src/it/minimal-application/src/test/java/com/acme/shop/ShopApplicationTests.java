package com.acme.shop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.cache.CacheManager;

@SpringBootTest
class ShopApplicationTests {

    @Autowired
    private Catalogue catalogue;

    @Autowired
    private CacheManager cacheManager;

    @Test
    void theSecondCallDoesNotRunTheMethod() {
        Product first = catalogue.find(1);
        assertThat(catalogue.find(1)).isEqualTo(first);
        assertThat(catalogue.queries()).isEqualTo(1);

        catalogue.find(2);
        assertThat(catalogue.queries()).isEqualTo(2);
    }

    @Test
    void theCacheManagerIsTheStarters() {
        assertThat(cacheManager.getClass().getName()).startsWith("dev.terrace.");
    }
}
