package dev.terrace.cache.spring;

import dev.terrace.cache.EntryOptions;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.util.ObjectUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Expressions that give tags: each of them one, several as a collection or array, or none as null.
 */
record TagExpressions(List<MethodExpression> expressions) {

    boolean isEmpty() {
        return expressions.isEmpty();
    }

    boolean useResult() {
        return expressions.stream().anyMatch(MethodExpression::usesResult);
    }

    /**
     * The tags, in order.
     *
     * @throws dev.terrace.cache.EntryOptionsException if an expression fails, or gives what has no text of its own
     */
    Set<String> in(EvaluationContext context) {
        return in(context, Integer.MAX_VALUE);
    }

    /**
     * The tags of one entry, in order.
     *
     * @throws dev.terrace.cache.EntryOptionsException as {@link #in}, and if there are more than an entry may have
     */
    Set<String> ofEntry(EvaluationContext context) {
        return in(context, EntryOptions.MAXIMUM_TAGS);
    }

    private Set<String> in(EvaluationContext context, int most) {
        Set<String> tags = new LinkedHashSet<>();
        for (MethodExpression expression : expressions) {
            add(expression.valueIn(context), expression, tags, most);
        }
        return tags;
    }

    /** Stops at the first that is too many: there may be a million of them. */
    private static void add(@Nullable Object value, MethodExpression expression, Set<String> tags, int most) {
        if (value instanceof Collection<?> several) {
            several.forEach(one -> add(one, expression, tags, most));
        } else if (ObjectUtils.isArray(value)) {
            for (Object one : ObjectUtils.toObjectArray(value)) {
                add(one, expression, tags, most);
            }
        } else if (value instanceof Optional<?> optional) {
            add(optional.orElse(null), expression, tags, most);
        } else if (value != null && tags.add(text(value, expression)) && tags.size() > most) {
            throw expression.tooMany(most);
        }
    }

    /** An object without a text of its own has another one in every process. */
    private static String text(Object value, MethodExpression expression) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        var text = ReflectionUtils.findMethod(value.getClass(), "toString");
        if (text == null || text.getDeclaringClass() == Object.class) {
            throw expression.unusable(value, "a text, or an object with a toString() of its own");
        }
        return value.toString();
    }
}
