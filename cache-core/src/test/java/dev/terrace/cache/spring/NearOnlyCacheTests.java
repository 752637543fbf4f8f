package dev.terrace.cache.spring;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Policies;
import org.junit.jupiter.api.AfterEach;

/** Spring's contract without a remote tier. */
class NearOnlyCacheTests extends SpringCacheContract {

    private Instance instance;

    @Override
    TerraceCache cache(CachePolicy policy) {
        if (instance == null) {
            instance = Instance.nearOnly(policy);
        }
        return instance.cache("products");
    }

    @Override
    CachePolicy policy() {
        return Policies.NEAR;
    }

    @AfterEach
    void close() {
        instance.close();
    }
}
