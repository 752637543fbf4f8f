package dev.terrace.cache.spring;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.spring.MethodExpression.Place;
import java.security.Principal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.util.ObjectUtils;

/**
 * Whom the entries of a method belong to.
 *
 * @param user gives the user's id; null if they belong to no single one
 * @param segment gives the segment; null if they belong to no single one
 */
record ScopeExpressions(@Nullable Source user, @Nullable Source segment) {

    /** Gives a part of a scope, or null for nobody. */
    @FunctionalInterface
    interface Source {
        @Nullable
        String in(EvaluationContext context);
    }

    /** A source of what an expression gives. */
    static Source of(MethodExpression expression) {
        return context -> text(expression.valueIn(context), expression);
    }

    /**
     * A source of the user whom Spring Security knows.
     *
     * @throws CacheConfigurationException if it is not there
     */
    static Source currentUser(Place place) {
        if (!CurrentUser.SECURITY) {
            throw new CacheConfigurationException(
                    "%s does not say who the user is, and Spring Security is not there".formatted(place),
                    "write an expression that gives the user's id, as in @CacheUser(\"#userId\")");
        }
        return context -> CurrentUser.ofThread();
    }

    boolean isEmpty() {
        return user == null && segment == null;
    }

    /**
     * Whom the entry of a call belongs to; null if one of them is nobody.
     *
     * @throws dev.terrace.cache.EntryOptionsException if an expression fails or gives what is no id
     */
    @Nullable
    EntryScope in(MethodCall call) {
        EvaluationContext context = call.context();
        String id = user != null ? user.in(context) : null;
        if (user != null && id == null) {
            return null;
        }
        String part = segment != null ? segment.in(context) : null;
        return segment != null && part == null ? null : new EntryScope(id, part);
    }

    /** Only what stands for one thing alone: two users whose text is the same would share their entries. */
    private static @Nullable String text(@Nullable Object value, MethodExpression expression) {
        Object id = ObjectUtils.unwrapOptional(value);
        if (id == null) {
            return null;
        }
        String text;
        if (id instanceof CharSequence || id instanceof Number || id instanceof UUID) {
            text = id.toString();
        } else if (id instanceof Enum<?> constant) {
            text = constant.name();
        } else if (id instanceof Principal principal) {
            text = principal.getName();
        } else {
            throw expression.unusable(id, "a text, number, UUID, enum constant or Principal");
        }
        return text == null || text.isBlank() ? null : text;
    }
}
