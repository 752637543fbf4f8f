package dev.terrace.cache.codec;

import org.jspecify.annotations.Nullable;

/** Which algorithm a cache writes with. Thread-safe. Its text says it to people. */
interface CompressionChoice {

    /** None at all. */
    CompressionChoice NONE = of(null);

    /** The algorithm for this value; null for none. */
    @Nullable
    Compression choose(Payload plain);

    /** Always the same. */
    static CompressionChoice of(@Nullable Compression always) {
        return new Fixed(always);
    }

    /** @param always null for none */
    record Fixed(@Nullable Compression always) implements CompressionChoice {
        @Override
        public @Nullable Compression choose(Payload plain) {
            return always;
        }

        @Override
        public String toString() {
            return always != null ? always.name() : Compressions.NONE;
        }
    }
}
