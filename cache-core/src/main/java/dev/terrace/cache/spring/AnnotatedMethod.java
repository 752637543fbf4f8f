package dev.terrace.cache.spring;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.spring.MethodExpression.Place;
import dev.terrace.cache.spring.annotation.CacheSegment;
import dev.terrace.cache.spring.annotation.CacheTags;
import dev.terrace.cache.spring.annotation.CacheTtl;
import dev.terrace.cache.spring.annotation.CacheUser;
import dev.terrace.cache.spring.annotation.EvictTags;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotationPredicates;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Reads our annotations of one method: of each kind those that are nearest, its own before those of the interfaces and classes that it
 * is from.
 */
final class AnnotatedMethod {

    /** All that it reads. */
    static final Set<Class<? extends Annotation>> OURS =
            Set.of(EvictTags.class, CacheTags.class, CacheTtl.class, CacheUser.class, CacheSegment.class);

    private final Method specific;
    private final List<MergedAnnotations> sources;
    private final UnaryOperator<String> placeholders;

    /**
     * @param method as it is called
     * @param specific as it runs
     * @param placeholders resolves them in an expression
     */
    AnnotatedMethod(Method method, Method specific, UnaryOperator<String> placeholders) {
        this.specific = specific;
        this.placeholders = placeholders;
        this.sources = (specific.equals(method) ? Stream.of(specific) : Stream.of(specific, method))
                .map(source -> MergedAnnotations.from(source, SearchStrategy.TYPE_HIERARCHY))
                .toList();
    }

    /** Whether it has any of our annotations: one look at all that it has, where most methods have none. */
    boolean isAnnotated() {
        return sources.stream().anyMatch(source -> source.stream().anyMatch(found -> OURS.contains(found.getType())));
    }

    /**
     * What it says of its entries.
     *
     * @throws dev.terrace.cache.CacheConfigurationException if an annotation cannot be understood
     */
    EntryAnnotations entries() {
        Place place = place(CacheTags.class);
        TagExpressions tags = new TagExpressions(nearest(CacheTags.class)
                .flatMap(found -> Stream.of(found.value()))
                .map(text -> parsed(place, text, MethodExpression::parse))
                .toList());
        LifeExpression life = nearest(CacheTtl.class)
                .findFirst()
                .map(found -> parsed(place(CacheTtl.class), found.value(), LifeExpression::parse))
                .orElse(null);
        EntryAnnotations read = new EntryAnnotations(tags, life, new ScopeExpressions(user(), segment()));
        return read.describe() ? read : EntryAnnotations.NONE;
    }

    private ScopeExpressions.@Nullable Source user() {
        Place place = place(CacheUser.class);
        return nearest(CacheUser.class)
                .findFirst()
                .map(found -> found.value().isBlank()
                        ? ScopeExpressions.currentUser(place)
                        : ScopeExpressions.of(parsed(place, found.value(), MethodExpression::parseEarly)))
                .orElse(null);
    }

    private ScopeExpressions.@Nullable Source segment() {
        Place place = place(CacheSegment.class);
        return nearest(CacheSegment.class)
                .findFirst()
                .map(found -> ScopeExpressions.of(parsed(place, found.value(), MethodExpression::parseEarly)))
                .orElse(null);
    }

    /**
     * What it says of evictions.
     *
     * @throws dev.terrace.cache.CacheConfigurationException if an annotation cannot be understood
     */
    TagEviction.Times evictions() {
        return TagEviction.Times.of(nearest(EvictTags.class).map(this::eviction).toList());
    }

    private TagEviction eviction(EvictTags found) {
        Place place = place(EvictTags.class);
        BiFunction<Place, String, MethodExpression> parser =
                found.beforeInvocation() ? MethodExpression::parseEarly : MethodExpression::parse;
        return new TagEviction(
                new TagExpressions(Stream.of(found.value())
                        .map(text -> parsed(place, text, parser))
                        .toList()),
                found.condition().isBlank() ? null : parsed(place, found.condition(), parser),
                found.beforeInvocation());
    }

    private <T> T parsed(Place place, String text, BiFunction<Place, String, T> parser) {
        return parser.apply(place, resolved(place, text));
    }

    private String resolved(Place place, String text) {
        try {
            return placeholders.apply(text);
        } catch (IllegalArgumentException e) {
            throw new CacheConfigurationException(
                    "A placeholder in \"%s\" of %s cannot be resolved: %s".formatted(text, place, e.getMessage()),
                    "set it, or give it a default, as in ${shop.ttl:10m}",
                    e);
        }
    }

    private Place place(Class<? extends Annotation> type) {
        return new Place(type, specific);
    }

    private <A extends Annotation> Stream<A> nearest(Class<A> type) {
        return sources.stream()
                .map(source -> nearest(source, type))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .stream()
                .flatMap(List::stream);
    }

    private static <A extends Annotation> List<A> nearest(MergedAnnotations source, Class<A> type) {
        return source.stream(type)
                .filter(MergedAnnotationPredicates.firstRunOf(MergedAnnotation::getAggregateIndex))
                .map(MergedAnnotation::synthesize)
                .toList();
    }
}
