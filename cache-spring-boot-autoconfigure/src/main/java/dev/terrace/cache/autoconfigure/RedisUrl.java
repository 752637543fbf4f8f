package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Redis URL in its parts: {@code redis[s]://[[user]:password@]host[:port][/database]}.
 *
 * @param address host and port
 * @param username null if there is none
 * @param password null if there is none
 * @param database null if none is named
 * @param tls whether the scheme asks for TLS
 */
record RedisUrl(
        String address,
        @Nullable String username,
        @Nullable String password,
        @Nullable Integer database,
        boolean tls) {

    private static final int PORT = 6379;
    private static final Pattern CREDENTIALS = Pattern.compile("(?s)^([A-Za-z]+://)?.*@");
    private static final Pattern BEHIND = Pattern.compile("(?s)[?#].*");

    /** Where a password may begin before an unescaped mark or behind it: nothing can be told apart. */
    private static final Pattern UNCLEAR = Pattern.compile("(?s)^([A-Za-z]+://)?.*[?#].*@.*");

    private static final Pattern DATABASE = Pattern.compile("/?|/\\d{1,9}");

    /** @throws CacheConfigurationException if it is not such a URL; the message names the property and hides the password */
    static RedisUrl parse(String property, String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw malformed(property, url, "is not a URL");
        }
        boolean tls = "rediss".equals(uri.getScheme());
        if (!tls && !"redis".equals(uri.getScheme())) {
            throw malformed(property, url, "must begin with redis:// or rediss://");
        }
        if (uri.getHost() == null) {
            throw malformed(property, url, "has no host, or one that is not a host name");
        }
        if (!DATABASE.matcher(uri.getPath()).matches() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw malformed(property, url, "has something other than the number of a database behind the host");
        }
        String path = uri.getPath();
        return new RedisUrl(
                uri.getHost() + ":" + (uri.getPort() >= 0 ? uri.getPort() : PORT),
                username(uri.getUserInfo()),
                password(uri.getUserInfo()),
                path.length() > 1 ? Integer.valueOf(path.substring(1)) : null,
                tls);
    }

    private static @Nullable String username(@Nullable String userInfo) {
        int colon = userInfo != null ? userInfo.indexOf(':') : -1;
        return userInfo != null && colon > 0 ? userInfo.substring(0, colon) : null;
    }

    /** Without a colon it is all password, as redis-cli reads it. */
    private static @Nullable String password(@Nullable String userInfo) {
        return userInfo != null && !userInfo.isEmpty() ? userInfo.substring(userInfo.indexOf(':') + 1) : null;
    }

    private static CacheConfigurationException malformed(String property, String url, String reason) {
        return new CacheConfigurationException(
                "'%s' (%s) %s".formatted(property, withoutCredentials(url), reason),
                "write redis://user:password@host:6379/0, of which only the host is needed; percent-encode special characters");
    }

    /** Safe to show: without the user part and what is behind {@code ?} or {@code #}, where some write a password. */
    static String withoutCredentials(String url) {
        if (UNCLEAR.matcher(url).matches()) {
            return UNCLEAR.matcher(url).replaceFirst("$1***");
        }
        return BEHIND.matcher(CREDENTIALS.matcher(url).replaceFirst("$1***@")).replaceFirst("");
    }

    @Override
    public String toString() {
        return "RedisUrl[address=%s, database=%s, tls=%s]".formatted(address, database, tls);
    }
}
