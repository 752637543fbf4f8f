package dev.terrace.cache.codec;

import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

/** Makes of an application's mapper one for what is stored: exact, patient with changed classes, and with nothing from outside. */
final class StoredMapper {

    /** With any of these a time comes back in another zone, or less exact. */
    private static final DateTimeFeature[] LOSSY = {
        DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
        DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID,
        DateTimeFeature.TRUNCATE_TO_MSECS_ON_READ,
        DateTimeFeature.TRUNCATE_TO_MSECS_ON_WRITE,
        DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
        DateTimeFeature.WRITE_DATES_WITH_CONTEXT_TIME_ZONE,
        DateTimeFeature.WRITE_DATE_KEYS_AS_TIMESTAMPS
    };

    /** If one of these is off, it does so too. */
    private static final DateTimeFeature[] EXACT = {
        DateTimeFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS,
        DateTimeFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS,
        DateTimeFeature.WRITE_DATES_WITH_ZONE_ID
    };

    /** With any of these a value of a class as it was before, or will be after, a deployment is not read. */
    private static final DeserializationFeature[] IMPATIENT = {
        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
        DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES,
        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES
    };

    private StoredMapper() {}

    /**
     * A mapper of what this builder holds. Its default typing is off, since the envelope says the type; class names that
     * annotations of the application have written must pass the allow-list.
     *
     * @param copy may be changed
     */
    static ObjectMapper of(MapperBuilder<?, ?> copy, TypeAllowList allowed) {
        return copy.disable(IMPATIENT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(LOSSY)
                .enable(EXACT)
                .deactivateDefaultTyping()
                .polymorphicTypeValidator(new Allowed(allowed))
                .build();
    }

    /** Asked by Jackson before it loads a class whose name it has read. */
    private static final class Allowed extends PolymorphicTypeValidator {

        private static final long serialVersionUID = 1L;

        private final transient TypeAllowList allowed;

        Allowed(TypeAllowList allowed) {
            this.allowed = allowed;
        }

        @Override
        public Validity validateBaseType(DatabindContext context, JavaType base) {
            return Validity.INDETERMINATE;
        }

        @Override
        public Validity validateSubClassName(DatabindContext context, JavaType base, String name) {
            return allowed.allows(name) ? Validity.ALLOWED : Validity.DENIED;
        }

        @Override
        public Validity validateSubType(DatabindContext context, JavaType base, JavaType sub) {
            return allowed.allows(sub.getRawClass().getName()) ? Validity.ALLOWED : Validity.DENIED;
        }
    }
}
