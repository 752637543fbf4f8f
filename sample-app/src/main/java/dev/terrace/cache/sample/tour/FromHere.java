package dev.terrace.cache.sample.tour;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request comes from this machine, by its own name, and not from a page of another site. The name counts since a site may
 * have its name lead to this machine once its page is loaded.
 */
final class FromHere {

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private FromHere() {}

    static boolean is(HttpServletRequest request) {
        return isLoopback(request.getRemoteAddr())
                && NAMES.contains(request.getServerName())
                && isOwnSite(request.getHeader("Sec-Fetch-Site"));
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isOwnSite(@Nullable String site) {
        return site == null || site.equals("same-origin") || site.equals("none");
    }
}
