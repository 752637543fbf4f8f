package dev.terrace.cache.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;

/** The user whom Spring Security knows on this thread. */
final class CurrentUser {

    static final boolean SECURITY = ClassUtils.isPresent(
            "org.springframework.security.core.context.SecurityContextHolder", CurrentUser.class.getClassLoader());

    private CurrentUser() {}

    /** Their name; null if there is none, or one who is anonymous or not authenticated. */
    static @Nullable String ofThread() {
        return SECURITY ? Security.name() : null;
    }

    /** Loaded only if Spring Security is there. */
    private static final class Security {

        static @Nullable String name() {
            Authentication user = SecurityContextHolder.getContext().getAuthentication();
            if (user == null || !user.isAuthenticated() || user instanceof AnonymousAuthenticationToken) {
                return null;
            }
            String name = user.getName();
            return name == null || name.isBlank() ? null : name;
        }
    }
}
