package dev.terrace.cache.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.AccessException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.spel.support.ReflectivePropertyAccessor;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/** Takes the key from a property of an argument, read by the accessor that SpEL reads it with. Thread-safe. */
final class PropertyKeys implements ArgumentKeys {

    /** Accessors want one and do not use it. */
    private static final EvaluationContext CONTEXT = new StandardEvaluationContext();

    private final int index;
    private final String property;
    private final ReflectivePropertyAccessor reflective = new ReflectivePropertyAccessor();

    /** For the class that was seen last; racy on purpose, a lost write costs a search. */
    private volatile @Nullable Reader reader;

    private record Reader(Class<?> type, PropertyAccessor accessor) {}

    PropertyKeys(int index, String property) {
        this.index = index;
        this.property = property;
    }

    @Override
    public @Nullable Object keyOf(@Nullable Object[] arguments) {
        Object owner = arguments[index];
        if (owner == null || owner instanceof Class) {
            return null;
        }
        try {
            Reader known = reader;
            if (known == null || known.type != owner.getClass()) {
                if (!reflective.canRead(CONTEXT, owner, property)) {
                    return null;
                }
                known = new Reader(owner.getClass(), reflective.createOptimalAccessor(CONTEXT, owner, property));
                reader = known;
            }
            return known.accessor.read(CONTEXT, owner, property).getValue();
        } catch (AccessException | RuntimeException e) {
            return null;
        }
    }
}
