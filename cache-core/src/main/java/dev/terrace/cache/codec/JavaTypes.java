package dev.terrace.cache.codec;

import java.util.Set;

/**
 * The classes that a stream of the JDK's serialization may name: those of the allow-list, and the collections in which values
 * are. None that runs anything but itself: no proxies, lambdas, priority queues, threads, files. Immutable.
 */
final class JavaTypes {

    private static final Set<String> STRUCTURE = Set.of(
            "java.lang.Object",
            "java.lang.Enum",
            "java.lang.Number",
            "java.lang.Comparable",
            "java.io.Serializable",
            "java.lang.String$CaseInsensitiveComparator",
            "java.util.ArrayList",
            "java.util.LinkedList",
            "java.util.ArrayDeque",
            "java.util.Arrays$ArrayList",
            "java.util.HashSet",
            "java.util.LinkedHashSet",
            "java.util.TreeSet",
            "java.util.EnumSet",
            "java.util.EnumSet$SerializationProxy",
            "java.util.RegularEnumSet",
            "java.util.JumboEnumSet",
            "java.util.BitSet",
            "java.util.HashMap",
            "java.util.LinkedHashMap",
            "java.util.TreeMap",
            "java.util.EnumMap",
            "java.util.Map$Entry",
            "java.util.AbstractMap$SimpleEntry",
            "java.util.AbstractMap$SimpleImmutableEntry",
            // What the methods of List, Set, Map and Collections return.
            "java.util.CollSer",
            "java.util.ImmutableCollections$List12",
            "java.util.ImmutableCollections$ListN",
            "java.util.ImmutableCollections$SubList",
            "java.util.ImmutableCollections$Set12",
            "java.util.ImmutableCollections$SetN",
            "java.util.ImmutableCollections$Map1",
            "java.util.ImmutableCollections$MapN",
            "java.util.Collections$EmptyList",
            "java.util.Collections$EmptySet",
            "java.util.Collections$EmptyMap",
            "java.util.Collections$SingletonList",
            "java.util.Collections$SingletonSet",
            "java.util.Collections$SingletonMap",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableRandomAccessList",
            "java.util.Collections$UnmodifiableSet",
            "java.util.Collections$UnmodifiableSortedSet",
            "java.util.Collections$UnmodifiableNavigableSet",
            "java.util.Collections$UnmodifiableMap",
            "java.util.Collections$UnmodifiableSortedMap",
            "java.util.Collections$UnmodifiableNavigableMap",
            "java.util.Collections$ReverseComparator");

    private final TypeAllowList allowed;

    JavaTypes(TypeAllowList allowed) {
        this.allowed = allowed;
    }

    /** Whether a stream may hold objects of this class, or arrays of them. */
    boolean allows(Class<?> type) {
        return allows(type.getName());
    }

    /** The same by name, as {@link Class#getName} gives it. */
    boolean allows(String name) {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        return dimensions == 0 ? allowsElement(name) : allowsComponent(name.substring(dimensions));
    }

    private boolean allowsElement(String name) {
        return STRUCTURE.contains(name) || allowed.allows(name);
    }

    private boolean allowsComponent(String name) {
        if (name.startsWith("L") && name.endsWith(";")) {
            return allowsElement(name.substring(1, name.length() - 1));
        }
        return name.length() == 1 && "ZCBSIJFD".contains(name);
    }

    @Override
    public String toString() {
        return allowed.toString();
    }
}
