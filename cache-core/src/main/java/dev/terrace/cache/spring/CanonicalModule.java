package dev.terrace.cache.spring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.CollectionType;

/**
 * Writes sets in an order of their own, so that those that are equal are written alike, and refuses objects of which nothing would be
 * written, so that those that differ are not.
 */
final class CanonicalModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    /**
     * @param order the text by which elements are ordered
     */
    CanonicalModule(Function<@Nullable Object, String> order) {
        super("canonical");
        setSerializerModifier(new Modifier(order));
    }

    private static final class Modifier extends ValueSerializerModifier {

        private static final long serialVersionUID = 1L;

        private final transient Function<@Nullable Object, String> order;

        Modifier(Function<@Nullable Object, String> order) {
            this.order = order;
        }

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription.Supplier description, List<BeanPropertyWriter> properties) {
            if (properties.isEmpty() && description.get().findAnyGetter() == null) {
                throw new IllegalArgumentException("A %s has no properties"
                        .formatted(description.getBeanClass().getName()));
            }
            return properties;
        }

        @Override
        public ValueSerializer<?> modifyCollectionSerializer(
                SerializationConfig config,
                CollectionType type,
                BeanDescription.Supplier description,
                ValueSerializer<?> serializer) {
            return type.isTypeOrSubTypeOf(Set.class) ? new OfSets(order) : serializer;
        }
    }

    private static final class OfSets extends ValueSerializer<Set<?>> {

        private final Function<@Nullable Object, String> order;

        OfSets(Function<@Nullable Object, String> order) {
            this.order = order;
        }

        @Override
        public void serialize(Set<?> set, JsonGenerator generator, SerializationContext context) {
            List<Object> elements = new ArrayList<>(set);
            elements.sort(Comparator.comparing(order));
            generator.writeStartArray();
            elements.forEach(generator::writePOJO);
            generator.writeEndArray();
        }

        @Override
        public void serializeWithType(
                Set<?> set, JsonGenerator generator, SerializationContext context, TypeSerializer type) {
            serialize(set, generator, context);
        }
    }
}
