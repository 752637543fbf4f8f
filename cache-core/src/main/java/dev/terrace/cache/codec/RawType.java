package dev.terrace.cache.codec;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The arrays of primitives, each with its way into bytes and back. */
enum RawType {
    BYTES(byte[].class, Byte.BYTES) {
        @Override
        void write(Object array, ByteBuffer target) {
            target.put((byte[]) array);
        }

        @Override
        void read(ByteBuffer source, Object array) {
            source.get((byte[]) array);
        }
    },
    BOOLEANS(boolean[].class, Byte.BYTES) {
        @Override
        void write(Object array, ByteBuffer target) {
            for (boolean bit : (boolean[]) array) {
                target.put((byte) (bit ? 1 : 0));
            }
        }

        @Override
        void read(ByteBuffer source, Object array) {
            boolean[] bits = (boolean[]) array;
            for (int i = 0; i < bits.length; i++) {
                byte bit = source.get();
                if (bit != 0 && bit != 1) {
                    throw new UnreadablePayloadException("One of its booleans is neither true nor false");
                }
                bits[i] = bit == 1;
            }
        }
    },
    CHARS(char[].class, Character.BYTES) {
        @Override
        void write(Object array, ByteBuffer target) {
            target.asCharBuffer().put((char[]) array);
        }

        @Override
        void read(ByteBuffer source, Object array) {
            source.asCharBuffer().get((char[]) array);
        }
    },
    SHORTS(short[].class, Short.BYTES) {
        @Override
        void write(Object array, ByteBuffer target) {
            target.asShortBuffer().put((short[]) array);
        }

        @Override
        void read(ByteBuffer source, Object array) {
            source.asShortBuffer().get((short[]) array);
        }
    },
    INTS(int[].class, Integer.BYTES) {
        @Override
        void write(Object array, ByteBuffer target) {
            target.asIntBuffer().put((int[]) array);
        }

        @Override
        void read(ByteBuffer source, Object array) {
            source.asIntBuffer().get((int[]) array);
        }
    },
    LONGS(long[].class, Long.BYTES) {
        @Override
        void write(Object array, ByteBuffer target) {
            target.asLongBuffer().put((long[]) array);
        }

        @Override
        void read(ByteBuffer source, Object array) {
            source.asLongBuffer().get((long[]) array);
        }
    },
    FLOATS(float[].class, Float.BYTES) {
        @Override
        void write(Object array, ByteBuffer target) {
            target.asFloatBuffer().put((float[]) array);
        }

        @Override
        void read(ByteBuffer source, Object array) {
            source.asFloatBuffer().get((float[]) array);
        }
    },
    DOUBLES(double[].class, Double.BYTES) {
        @Override
        void write(Object array, ByteBuffer target) {
            target.asDoubleBuffer().put((double[]) array);
        }

        @Override
        void read(ByteBuffer source, Object array) {
            source.asDoubleBuffer().get((double[]) array);
        }
    };

    private static final Map<Class<?>, RawType> BY_CLASS =
            Arrays.stream(values()).collect(Collectors.toMap(type -> type.array, Function.identity()));

    private static final Map<String, RawType> BY_DESCRIPTOR =
            Arrays.stream(values()).collect(Collectors.toMap(RawType::descriptor, Function.identity()));

    private final Class<?> array;
    private final int size;

    RawType(Class<?> array, int size) {
        this.array = array;
        this.size = size;
    }

    /** What kind of array a value is, or null if it is none of these. */
    static @Nullable RawType of(Object value) {
        return BY_CLASS.get(value.getClass());
    }

    /** The kind of that descriptor, or null. */
    static @Nullable RawType of(String descriptor) {
        return BY_DESCRIPTOR.get(descriptor);
    }

    /** As it is written into envelopes. */
    String descriptor() {
        return array.getSimpleName();
    }

    /** Writes all elements; may leave the position of the target where it was. */
    abstract void write(Object array, ByteBuffer target);

    /** Reads as many elements as the array has. */
    abstract void read(ByteBuffer source, Object array);

    /** An array with all elements that there are. */
    Object read(ByteBuffer payload) {
        if (payload.remaining() % size != 0) {
            throw new UnreadablePayloadException("Its %d bytes are no %s".formatted(payload.remaining(), descriptor()));
        }
        Object elements = Array.newInstance(array.getComponentType(), payload.remaining() / size);
        read(payload.duplicate(), elements);
        return elements;
    }

    /** The elements of an array as bytes. */
    Payload payload(Object elements) {
        long length = (long) Array.getLength(elements) * size;
        if (length > Integer.MAX_VALUE) {
            throw new UnencodableValueException("A %s of %d bytes is more than a payload can be; cache it in parts"
                    .formatted(descriptor(), length));
        }
        return new Elements(this, elements, (int) length);
    }

    private record Elements(RawType type, Object array, int length) implements Payload {
        @Override
        public void writeTo(ByteBuffer target) {
            int end = target.position() + length;
            type.write(array, target);
            target.position(end);
        }
    }
}
