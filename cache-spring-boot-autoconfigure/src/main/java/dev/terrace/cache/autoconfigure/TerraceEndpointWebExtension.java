package dev.terrace.cache.autoconfigure;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** The endpoint {@code terrace} over HTTP: a path for each thing to look at, and one for each thing to do. */
@EndpointWebExtension(endpoint = TerraceEndpoint.class)
final class TerraceEndpointWebExtension {

    private final EndpointReads reads;
    private final EndpointWrites writes;

    TerraceEndpointWebExtension(EndpointReads reads, EndpointWrites writes) {
        this.reads = reads;
        this.writes = writes;
    }

    @ReadOperation
    WebEndpointResponse<Object> overview(SecurityContext user) {
        return answer(() -> reads.overview(user));
    }

    @ReadOperation
    WebEndpointResponse<Object> view(
            SecurityContext user,
            @Selector String view,
            @Nullable String cache,
            @Nullable String pattern,
            @Nullable String page,
            @Nullable String size,
            @Nullable String key) {
        return answer(() -> switch (view) {
            case "cache" -> reads.cache(user, cache);
            case "instances" -> reads.instances();
            case "keys" -> reads.keys(user, cache, pattern, page, size);
            case "key" -> reads.key(user, cache, key);
            default ->
                throw EndpointRefusal.unknown(
                        "'%s'".formatted(view),
                        "there is nothing to see under this name",
                        "look at cache, keys, key or instances");
        });
    }

    @WriteOperation
    WebEndpointResponse<Object> operate(
            SecurityContext user,
            @Selector String operation,
            @Nullable String cache,
            @Nullable String key,
            @Nullable String keys,
            @Nullable String tag,
            @Nullable String pattern,
            @Nullable String dryRun) {
        return answer(() -> switch (operation) {
            case "evict" -> writes.evict(user, cache, key);
            case "evict-tag" -> writes.evictTag(user, tag);
            case "evict-pattern" -> writes.evictPattern(user, cache, pattern, dryRun);
            case "clear" -> writes.clear(user, cache);
            case "warm-up" -> writes.warmUp(user, cache, keys);
            case "refresh" -> writes.refresh(user, cache, key);
            default ->
                throw EndpointRefusal.unknown(
                        "'%s'".formatted(operation),
                        "there is nothing to do under this name",
                        "ask for evict, evict-tag, evict-pattern, clear, warm-up or refresh");
        });
    }

    private static WebEndpointResponse<Object> answer(Supplier<Object> answer) {
        try {
            return new WebEndpointResponse<>(EndpointRefusal.orRefused(answer));
        } catch (EndpointRefusal e) {
            return e.toResponse();
        }
    }
}
