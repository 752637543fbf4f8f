package dev.terrace.cache.codec;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart the values of the JDK whose own text is not the same for exactly those that are equal: {@link Locale#toString}
 * leaves out a script without a language, {@link URI#equals} ignores the case of scheme, host and escapes. Stateless.
 */
final class JdkKeyDecomposer implements CompositeKey.Decomposer {

    private static final Pattern ESCAPE = Pattern.compile("%\\p{XDigit}{2}");

    @Override
    public @Nullable CompositeKey decompose(Object key) {
        if (key instanceof Locale locale) {
            return new CompositeKey("locale", partsOf(locale));
        }
        return key instanceof URI uri ? new CompositeKey("uri", partsOf(uri)) : null;
    }

    private static List<Object> partsOf(Locale locale) {
        Map<Character, String> extensions = new TreeMap<>();
        locale.getExtensionKeys().forEach(extension -> extensions.put(extension, locale.getExtension(extension)));
        return List.of(locale.getLanguage(), locale.getCountry(), locale.getVariant(), locale.getScript(), extensions);
    }

    /** Three parts of an opaque one, else five; not its text, since a relative path may look like an authority. */
    private static List<@Nullable String> partsOf(URI uri) {
        String scheme = lowerCase(uri.getScheme());
        String fragment = normalized(uri.getRawFragment());
        return uri.isOpaque()
                ? Arrays.asList(scheme, normalized(uri.getRawSchemeSpecificPart()), fragment)
                : Arrays.asList(
                        scheme,
                        authorityOf(uri),
                        normalized(uri.getRawPath()),
                        normalized(uri.getRawQuery()),
                        fragment);
    }

    private static @Nullable String authorityOf(URI uri) {
        if (uri.getHost() == null) {
            return normalized(uri.getRawAuthority());
        }
        String user = uri.getRawUserInfo() == null ? "" : normalized(uri.getRawUserInfo()) + "@";
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return user + lowerCase(uri.getHost()) + port;
    }

    private static @Nullable String lowerCase(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String normalized(@Nullable String text) {
        return text == null
                ? null
                : ESCAPE.matcher(text).replaceAll(escape -> escape.group().toUpperCase(Locale.ROOT));
    }
}
