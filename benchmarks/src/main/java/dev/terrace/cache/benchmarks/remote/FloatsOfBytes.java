package dev.terrace.cache.benchmarks.remote;

import java.nio.ByteBuffer;

/** Arrays of floats for a client that knows bytes: each is copied once, as an application would do it. */
record FloatsOfBytes(Contestant bytes) implements Contestant {

    @Override
    public Object valueOf(String text) {
        throw new UnsupportedOperationException("It takes arrays");
    }

    @Override
    public Object read(String key) {
        byte[] found = (byte[]) RemoteContestants.required(bytes.read(key), key);
        float[] floats = new float[found.length / Float.BYTES];
        ByteBuffer.wrap(found).asFloatBuffer().get(floats);
        return floats;
    }

    @Override
    public void write(String key, Object value) {
        float[] floats = (float[]) value;
        ByteBuffer buffer = ByteBuffer.allocate(floats.length * Float.BYTES);
        buffer.asFloatBuffer().put(floats);
        bytes.write(key, buffer.array());
    }

    @Override
    public void close() {
        bytes.close();
    }
}
