package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.autoconfigure.EndpointRequest.Refused;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ServletRequestPathUtils;

/** Holds what the endpoint is asked to do against {@link EndpointRequest}, before anything else does. */
final class EndpointServletFilter extends OncePerRequestFilter {

    private final EndpointPaths paths;

    EndpointServletFilter(EndpointPaths paths) {
        this.paths = paths;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Refused refused = isOperation(request)
                ? new EndpointRequest(
                                request.getHeader("Sec-Fetch-Site"),
                                request.getHeader(HttpHeaders.ORIGIN),
                                request.getHeader(HttpHeaders.HOST),
                                request.getQueryString())
                        .refused()
                : null;
        if (refused == null) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(refused.status());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(refused.bytes());
    }

    private boolean isOperation(HttpServletRequest request) {
        return HttpMethod.POST.matches(request.getMethod())
                && paths.contain(ServletRequestPathUtils.parse(request).pathWithinApplication());
    }
}
