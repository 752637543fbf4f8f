package dev.terrace.cache.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/** The endpoint {@code terrace} over JMX, where nobody is known: what is shown when authorized is not shown. */
@EndpointJmxExtension(endpoint = TerraceEndpoint.class)
final class TerraceEndpointJmxExtension {

    private final EndpointReads reads;
    private final EndpointWrites writes;

    TerraceEndpointJmxExtension(EndpointReads reads, EndpointWrites writes) {
        this.reads = reads;
        this.writes = writes;
    }

    @ReadOperation
    EndpointCache cache(String cache) {
        return EndpointRefusal.orRefused(() -> reads.cache(SecurityContext.NONE, cache));
    }

    @ReadOperation
    EndpointInstances instances() {
        return EndpointRefusal.orRefused(() -> reads.instances());
    }

    @ReadOperation
    EndpointKey.Listing keys(String cache, @Nullable String pattern, @Nullable String page, @Nullable String size) {
        return EndpointRefusal.orRefused(() -> reads.keys(SecurityContext.NONE, cache, pattern, page, size));
    }

    @ReadOperation
    EndpointKey key(String cache, String key) {
        return EndpointRefusal.orRefused(() -> reads.key(SecurityContext.NONE, cache, key));
    }

    @WriteOperation
    EndpointWrites.Done evict(String cache, String key) {
        return EndpointRefusal.orRefused(() -> writes.evict(SecurityContext.NONE, cache, key));
    }

    @WriteOperation
    EndpointWrites.Done evictTag(String tag) {
        return EndpointRefusal.orRefused(() -> writes.evictTag(SecurityContext.NONE, tag));
    }

    @WriteOperation
    EndpointWrites.Done evictPattern(String cache, String pattern, String dryRun) {
        return EndpointRefusal.orRefused(() -> writes.evictPattern(SecurityContext.NONE, cache, pattern, dryRun));
    }

    @WriteOperation
    EndpointWrites.Done clear(String cache) {
        return EndpointRefusal.orRefused(() -> writes.clear(SecurityContext.NONE, cache));
    }

    @WriteOperation
    EndpointWrites.Done warmUp(String cache, String keys) {
        return EndpointRefusal.orRefused(() -> writes.warmUp(SecurityContext.NONE, cache, keys));
    }

    @WriteOperation
    EndpointWrites.Done refresh(String cache, String key) {
        return EndpointRefusal.orRefused(() -> writes.refresh(SecurityContext.NONE, cache, key));
    }
}
