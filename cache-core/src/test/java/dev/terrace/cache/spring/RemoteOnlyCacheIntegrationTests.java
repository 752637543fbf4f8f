package dev.terrace.cache.spring;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.fixture.Policies;

class RemoteOnlyCacheIntegrationTests extends SharedCacheContract {

    @Override
    CachePolicy policy() {
        return Policies.REMOTE;
    }
}
