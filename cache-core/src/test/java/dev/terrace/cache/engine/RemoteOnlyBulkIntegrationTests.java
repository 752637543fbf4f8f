package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.fixture.Instance;
import dev.terrace.cache.fixture.Namespaces;
import dev.terrace.cache.fixture.Policies;
import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.testing.TestRedis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Several keys at once without a near tier. */
class RemoteOnlyBulkIntegrationTests extends BulkCacheContract {

    private final List<Instance> instances = new ArrayList<>();

    @Override
    TerraceCache cache(CachePolicy policy) {
        Instance instance = Instance.joined(TestRedis.shared().address(), Namespaces.fresh(), policy);
        instances.add(instance);
        return instance.cache("products");
    }

    @Override
    CachePolicy policy() {
        return Policies.REMOTE;
    }

    @AfterEach
    void close() {
        instances.forEach(Instance::close);
    }
}
