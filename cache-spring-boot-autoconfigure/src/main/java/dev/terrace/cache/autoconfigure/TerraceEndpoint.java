package dev.terrace.cache.autoconfigure;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** The endpoint {@code terrace}: how the caches are, in one look. Its extensions have the rest, each in the manner of its technology. */
@Endpoint(id = "terrace")
final class TerraceEndpoint {

    private final EndpointReads reads;

    TerraceEndpoint(EndpointReads reads) {
        this.reads = reads;
    }

    @ReadOperation
    EndpointOverview overview() {
        return reads.overview(SecurityContext.NONE);
    }
}
