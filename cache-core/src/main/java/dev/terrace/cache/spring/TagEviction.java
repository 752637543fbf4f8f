package dev.terrace.cache.spring;

import dev.terrace.cache.EntryOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;

/**
 * What one {@code @EvictTags} says.
 *
 * @param tags the tags to evict
 * @param condition must be true; null for always
 * @param before whether that happens before the method is called
 */
record TagEviction(TagExpressions tags, @Nullable MethodExpression condition, boolean before) {

    private void addTo(Set<String> all, EvaluationContext context) {
        if (condition == null || Boolean.TRUE.equals(condition.valueIn(context))) {
            all.addAll(tags.in(context));
        }
    }

    private boolean usesResult() {
        return tags.useResult() || (condition != null && condition.usesResult());
    }

    /** All of a method, of one time. */
    record Several(List<TagEviction> evictions) {

        static final Several NONE = new Several(List.of());

        boolean isEmpty() {
            return evictions.isEmpty();
        }

        boolean useResult() {
            return evictions.stream().anyMatch(TagEviction::usesResult);
        }

        /**
         * The tags to evict.
         *
         * @throws RuntimeException if an expression fails, or gives what is no tag
         */
        Set<String> in(EvaluationContext context) {
            Set<String> tags = new LinkedHashSet<>();
            evictions.forEach(eviction -> eviction.addTo(tags, context));
            tags.forEach(EntryOptions::requireTag);
            return tags;
        }
    }

    /** All of a method. */
    record Times(Several before, Several after) {

        static final Times NONE = new Times(Several.NONE, Several.NONE);

        static Times of(List<TagEviction> evictions) {
            return evictions.isEmpty()
                    ? NONE
                    : new Times(
                            new Several(evictions.stream()
                                    .filter(TagEviction::before)
                                    .toList()),
                            new Several(evictions.stream()
                                    .filter(eviction -> !eviction.before)
                                    .toList()));
        }

        boolean isEmpty() {
            return before.isEmpty() && after.isEmpty();
        }
    }
}
