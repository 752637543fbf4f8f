package dev.terrace.cache.autoconfigure;

import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.http.server.PathContainer;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The paths of an endpoint, known with the first request: {@link PathMappedEndpoints} creates every endpoint, among them those that
 * need what is only being created while filters are. A pattern, not a prefix: it also sees through {@code %63onsole}. Thread-safe.
 */
final class EndpointPaths {

    private final SingletonSupplier<Optional<PathPattern>> pattern;

    /** @param endpoints may provide none: then nothing is a path of the endpoint */
    EndpointPaths(String id, ObjectProvider<PathMappedEndpoints> endpoints) {
        this.pattern = SingletonSupplier.of(() -> Optional.ofNullable(endpoints.getIfAvailable())
                .map(known -> known.getPath(EndpointId.of(id)))
                .map(path -> PathPatternParser.defaultInstance.parse(path + "/**")));
    }

    boolean contain(PathContainer pathWithinApplication) {
        return pattern.obtain()
                .filter(known -> known.matches(pathWithinApplication))
                .isPresent();
    }
}
