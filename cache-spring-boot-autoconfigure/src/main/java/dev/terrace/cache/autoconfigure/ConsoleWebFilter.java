package dev.terrace.cache.autoconfigure;

import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Sets {@link ConsoleHeaders}. */
final class ConsoleWebFilter implements WebFilter {

    private final EndpointPaths paths;

    ConsoleWebFilter(EndpointPaths paths) {
        this.paths = paths;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (paths.contain(exchange.getRequest().getPath().pathWithinApplication())) {
            HttpHeaders headers = exchange.getResponse().getHeaders();
            ConsoleHeaders.ALL.forEach(headers::set);
        }
        return chain.filter(exchange);
    }
}
