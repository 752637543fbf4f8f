package dev.terrace.cache.spring;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.testing.TestRedis;
import org.junit.jupiter.api.AfterEach;

/** Spring's contract on a real Redis. */
abstract class SharedCacheContract extends SpringCacheContract {

    private Instance instance;

    @Override
    TerraceCache cache(CachePolicy policy) {
        if (instance == null) {
            instance = Instance.joined(TestRedis.shared().address(), Namespaces.fresh(), policy);
        }
        return instance.cache("products");
    }

    @AfterEach
    void close() {
        instance.close();
    }
}
