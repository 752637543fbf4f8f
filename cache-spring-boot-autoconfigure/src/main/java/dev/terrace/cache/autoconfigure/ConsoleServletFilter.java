package dev.terrace.cache.autoconfigure;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ServletRequestPathUtils;

/** Sets {@link ConsoleHeaders}. */
final class ConsoleServletFilter extends OncePerRequestFilter {

    private final EndpointPaths paths;

    ConsoleServletFilter(EndpointPaths paths) {
        this.paths = paths;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (paths.contain(ServletRequestPathUtils.parse(request).pathWithinApplication())) {
            ConsoleHeaders.ALL.forEach(response::setHeader);
        }
        chain.doFilter(request, response);
    }
}
