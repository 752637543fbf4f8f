package dev.terrace.cache.spring;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.EntryOptionsException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelEvaluationException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.ClassUtils;

/** An expression in an annotation of ours, over the call of its method. Thread-safe. */
final class MethodExpression {

    static final String RESULT = "result";

    private static final SpelExpressionParser PARSER = new SpelExpressionParser();

    private final Place place;
    private final SpelExpression expression;

    /** Where an expression stands, for messages. */
    record Place(Class<? extends Annotation> annotation, Method method) {
        @Override
        public String toString() {
            return "@%s on %s"
                    .formatted(
                            annotation.getSimpleName(),
                            ClassUtils.getQualifiedMethodName(method, method.getDeclaringClass()));
        }
    }

    private MethodExpression(Place place, SpelExpression expression) {
        this.place = place;
        this.expression = expression;
    }

    /**
     * Parses an expression.
     *
     * @throws CacheConfigurationException if it is none
     */
    static MethodExpression parse(Place place, String text) {
        try {
            return new MethodExpression(place, (SpelExpression) PARSER.parseExpression(text));
        } catch (ParseException | IllegalStateException | IllegalArgumentException e) {
            throw new CacheConfigurationException(
                    "The expression \"%s\" of %s is not valid: %s".formatted(text, place, e.getMessage()),
                    "correct it; a text stands in quotes of its own, as in \"'product:' + #id\"",
                    e);
        }
    }

    /**
     * Parses an expression that is evaluated before its method is called.
     *
     * @throws CacheConfigurationException if it is none, or asks for the result
     */
    static MethodExpression parseEarly(Place place, String text) {
        MethodExpression parsed = parse(place, text);
        if (parsed.usesResult()) {
            throw new CacheConfigurationException(
                    "The expression \"%s\" of %s is evaluated before there is a #result".formatted(text, place),
                    "ask for arguments only; @EvictTags has #result without beforeInvocation");
        }
        return parsed;
    }

    /**
     * What the expression gives.
     *
     * @throws EntryOptionsException if it fails; the message, which may be logged, holds nothing of the call
     */
    @Nullable
    Object valueIn(EvaluationContext context) {
        try {
            return expression.getValue(context);
        } catch (RuntimeException e) {
            String reason = e instanceof SpelEvaluationException known
                    ? known.getMessageCode().name()
                    : e.getClass().getName();
            throw new EntryOptionsException(failure(reason), e);
        }
    }

    /** An expression gave something of which nothing can be made here. */
    EntryOptionsException unusable(Object value, String wanted) {
        return new EntryOptionsException(
                failure("it gives a %s; give %s".formatted(value.getClass().getName(), wanted)), null);
    }

    /** With this expression an entry has more tags than it may have. The message is one for all entries of the method. */
    EntryOptionsException tooMany(int most) {
        return new EntryOptionsException(
                failure(
                        "with it an entry has more than %d tags; tag it by what it is evicted with, not by all that it holds"
                                .formatted(most)),
                null);
    }

    private String failure(String reason) {
        return "The expression \"%s\" of %s failed: %s".formatted(expression.getExpressionString(), place, reason);
    }

    /** Whether it speaks of {@code #result}. */
    boolean usesResult() {
        return usesResult(expression.getAST());
    }

    private static boolean usesResult(SpelNode node) {
        if (node instanceof VariableReference && node.toStringAST().equals("#" + RESULT)) {
            return true;
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            if (usesResult(node.getChild(i))) {
                return true;
            }
        }
        return false;
    }
}
