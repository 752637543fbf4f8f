package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.autoconfigure.EndpointRequest.Refused;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Holds what the endpoint is asked to do against {@link EndpointRequest}, before anything else does. */
final class EndpointWebFilter implements WebFilter {

    private final EndpointPaths paths;

    EndpointWebFilter(EndpointPaths paths) {
        this.paths = paths;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        Refused refused = isOperation(request)
                ? new EndpointRequest(
                                headers.getFirst("Sec-Fetch-Site"),
                                headers.getFirst(HttpHeaders.ORIGIN),
                                headers.getFirst(HttpHeaders.HOST),
                                request.getURI().getRawQuery())
                        .refused()
                : null;
        return refused == null ? chain.filter(exchange) : write(exchange.getResponse(), refused);
    }

    private boolean isOperation(ServerHttpRequest request) {
        return HttpMethod.POST.equals(request.getMethod())
                && paths.contain(request.getPath().pathWithinApplication());
    }

    private static Mono<Void> write(ServerHttpResponse response, Refused refused) {
        response.setStatusCode(HttpStatusCode.valueOf(refused.status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(refused.bytes())));
    }
}
