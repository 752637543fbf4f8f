package com.acme.shop;

import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

@Service
public class Catalogue {

    private final AtomicInteger queries = new AtomicInteger();

    @Cacheable("products")
    public Product find(long id) {
        queries.incrementAndGet();
        return new Product(id, "Product " + id, new BigDecimal("12.50"), List.of("new"));
    }

    public int queries() {
        return queries.get();
    }
}
