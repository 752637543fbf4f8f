package dev.terrace.cache.benchmarks.remote;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Bare Lettuce: GET and SET of bytes on the one connection that all threads share, as its documentation has it. */
final class LettuceBytes implements Contestant {

    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;

    LettuceBytes(String redis) {
        client = RedisClient.create("redis://" + redis);
        connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    }

    @Override
    public Object valueOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] read(String key) {
        return connection.sync().get(key);
    }

    @Override
    public void write(String key, Object value) {
        connection.sync().set(key, (byte[]) value);
    }

    @Override
    public Map<String, ?> readAll(Collection<String> keys) {
        Map<String, byte[]> values = new HashMap<>();
        connection
                .sync()
                .mget(keys.toArray(String[]::new))
                .forEach(found -> values.put(found.getKey(), found.getValue()));
        return values;
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
