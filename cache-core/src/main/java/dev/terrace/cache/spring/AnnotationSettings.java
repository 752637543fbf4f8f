package dev.terrace.cache.spring;

/**
 * What may be done under Spring's cache annotations beyond what Spring does.
 *
 * @param syncByDefault whether concurrent callers of a method share one call wherever Spring's rules for {@code sync} allow it
 * @param fastPath whether a hit in this process is answered before Spring evaluates anything
 */
public record AnnotationSettings(boolean syncByDefault, boolean fastPath) {

    /** Both. */
    public static AnnotationSettings defaults() {
        return new AnnotationSettings(true, true);
    }
}
