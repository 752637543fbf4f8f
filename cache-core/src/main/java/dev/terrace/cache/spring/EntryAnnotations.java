package dev.terrace.cache.spring;

import dev.terrace.cache.EntryOptions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;

/**
 * What the annotations of a method say of the entries that it stores.
 *
 * @param tags their tags
 * @param life their time-to-live; null for that of the policy
 * @param scope whom they belong to
 */
record EntryAnnotations(TagExpressions tags, @Nullable LifeExpression life, ScopeExpressions scope) {

    static final EntryAnnotations NONE =
            new EntryAnnotations(new TagExpressions(List.of()), null, new ScopeExpressions(null, null));

    /** Whether each entry has to be described by itself. */
    boolean describe() {
        return !tags.isEmpty() || life != null || arePersonal();
    }

    /** Whether each entry belongs to somebody, who is a part of its key. */
    boolean arePersonal() {
        return !scope.isEmpty();
    }

    /**
     * What a value is stored with.
     *
     * @param owner whom it belongs to; null for everybody
     * @throws RuntimeException if an expression fails, or gives what no entry may have
     */
    EntryOptions options(MethodCall call, @Nullable EntryScope owner, @Nullable Object value) {
        EvaluationContext context = call.context(value);
        Set<String> all = tags.ofEntry(context);
        if (owner != null) {
            all.addAll(owner.tags());
        }
        return new EntryOptions(all, life != null ? life.in(context) : null);
    }
}
