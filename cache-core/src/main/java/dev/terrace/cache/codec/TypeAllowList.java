package dev.terrace.cache.codec;

import java.util.List;
import java.util.Set;

/**
 * The classes that a name read from the remote tier may create: value types of the JDK and the packages of the application.
 * A name that is not allowed is never given to a class loader. Immutable.
 */
public final class TypeAllowList {

    private static final Set<String> JDK_CLASSES = Set.of(
            "java.lang.String",
            "java.lang.Boolean",
            "java.lang.Character",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.Iterable",
            "java.util.Collection",
            "java.util.List",
            "java.util.Set",
            "java.util.SortedSet",
            "java.util.Map",
            "java.util.SortedMap",
            "java.util.Optional",
            "java.util.UUID",
            "java.util.Locale",
            "java.util.Currency",
            "java.util.Date",
            "java.net.URI");

    private static final List<String> JDK_PACKAGES = List.of("java.math.", "java.time.");

    private final List<String> packages;

    /**
     * @param packages packages whose classes, and those of the packages below them, may be created, such as
     *     {@code com.acme.shop}
     */
    public TypeAllowList(List<String> packages) {
        this.packages = packages.stream()
                .filter(name -> !name.isBlank())
                .map(name -> name + ".")
                .toList();
    }

    boolean allows(String className) {
        return JDK_CLASSES.contains(className)
                || JDK_PACKAGES.stream().anyMatch(className::startsWith)
                || packages.stream().anyMatch(className::startsWith);
    }

    @Override
    public String toString() {
        return packages.toString();
    }
}
