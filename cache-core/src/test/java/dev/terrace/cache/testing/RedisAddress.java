package dev.terrace.cache.testing;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is and how to get in.
 *
 * @param user the user, or null for the default one
 * @param password the password, or null if it asks for none
 */
record RedisAddress(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        int database) {

    static final String LOOPBACK = "127.0.0.1";

    static RedisAddress local(int port, @Nullable String password) {
        return new RedisAddress(LOOPBACK, port, null, password, 0);
    }

    /** Reads {@code redis://[user:password@]host:port[/db]}. */
    static RedisAddress parse(String url) {
        URI uri = URI.create(url);
        if (!"redis".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "'%s' must be like redis://[user:password@]host:port[/db]".formatted(TestRedis.URL_PROPERTY));
        }
        String[] credentials = (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo()).split(":", 2);
        String database = uri.getPath() == null ? "" : uri.getPath().replace("/", "");
        return new RedisAddress(
                uri.getHost(),
                uri.getPort() < 0 ? 6379 : uri.getPort(),
                credentials[0].isEmpty() ? null : decoded(credentials[0]),
                credentials.length < 2 ? null : decoded(credentials[1]),
                database.isEmpty() ? 0 : Integer.parseInt(database));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** As host and port, which is all that a log may show. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
