package dev.terrace.cache.spring;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.spring.MethodExpression.Place;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * The time-to-live that an annotation asks for: the same for every entry, or what an expression gives.
 *
 * @param fixed the former
 * @param expression the latter
 */
record LifeExpression(@Nullable Duration fixed, @Nullable MethodExpression expression) {

    /** Neither a variable, nor a bean, nor a call, nor a quote: nothing that could give another answer than itself. */
    private static final Pattern LITERAL = Pattern.compile("[^#@(')]*");

    private static final Pattern BARE_NUMBER = Pattern.compile("[+-]?\\d+");

    private static final String FORMS = "such as 10m, 1h30m or PT10M";

    /**
     * The time-to-live that this text means.
     *
     * @throws CacheConfigurationException if it is neither a possible duration nor an expression
     */
    static LifeExpression parse(Place place, String text) {
        if (!LITERAL.matcher(text).matches()) {
            return new LifeExpression(null, MethodExpression.parse(place, text));
        }
        try {
            Duration life = duration(text);
            EntryOptions unused = EntryOptions.none().withTimeToLive(life);
            return new LifeExpression(life, null);
        } catch (IllegalArgumentException e) {
            throw new CacheConfigurationException(
                    "The time-to-live \"%s\" of %s is not possible: %s".formatted(text, place, e.getMessage()),
                    "write a duration with its unit, %s, or an expression with #result".formatted(FORMS),
                    e);
        }
    }

    private static Duration duration(String text) {
        String trimmed = text.trim();
        if (BARE_NUMBER.matcher(trimmed).matches()) {
            throw new IllegalArgumentException("it has no unit");
        }
        return DurationFormatterUtils.detectAndParse(trimmed);
    }

    /**
     * The time-to-live of an entry, or null for that of the policy.
     *
     * @throws dev.terrace.cache.EntryOptionsException if the expression fails or gives no duration
     */
    @Nullable
    Duration in(EvaluationContext context) {
        if (expression == null) {
            return fixed;
        }
        Object value = expression.valueIn(context);
        if (value == null || value instanceof Duration) {
            return (Duration) value;
        }
        if (value instanceof CharSequence text) {
            try {
                return duration(text.toString());
            } catch (IllegalArgumentException e) {
                throw expression.unusable(value, "one that is a duration, " + FORMS);
            }
        }
        throw expression.unusable(value, "a java.time.Duration or a text " + FORMS);
    }
}
