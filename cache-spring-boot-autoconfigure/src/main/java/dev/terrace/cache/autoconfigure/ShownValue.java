package dev.terrace.cache.autoconfigure;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Makes of a value what every mapper writes as JSON: texts, numbers, lists and maps. Stateless. */
final class ShownValue {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ShownValue() {}

    /** The value as it is shown; a text that says so if it is no JSON. */
    static @Nullable Object of(@Nullable Object value) {
        try {
            return MAPPER.readValue(MAPPER.writeValueAsBytes(value), Object.class);
        } catch (JacksonException | StackOverflowError e) {
            return "(a %s, which is no JSON)"
                    .formatted(value == null ? "null" : value.getClass().getName());
        }
    }
}
