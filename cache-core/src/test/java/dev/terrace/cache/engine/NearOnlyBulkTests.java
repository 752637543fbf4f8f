package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.TerraceCache;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Several keys at once without a remote tier. */
class NearOnlyBulkTests extends BulkCacheContract {

    private final List<Instance> instances = new ArrayList<>();

    @Override
    TerraceCache cache(CachePolicy policy) {
        Instance instance = Instance.nearOnly(policy);
        instances.add(instance);
        return instance.cache("products");
    }

    @Override
    CachePolicy policy() {
        return Policies.NEAR;
    }

    @AfterEach
    void close() {
        instances.forEach(Instance::close);
    }
}
