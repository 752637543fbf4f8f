package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.codec.KeyHash;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.connection.CRC16;

/** Where things lie in Redis: a stored format. */
class RedisLayoutTests {

    private static int slot(String key) {
        String tag = key.substring(key.indexOf('{') + 1, key.indexOf('}'));
        return CRC16.crc16(tag.getBytes(StandardCharsets.US_ASCII)) % 16384;
    }

    @Test
    void aLanesKeysShareASlot() {
        RedisLayout layout = new RedisLayout("shop", 64);
        for (long hash = 0; hash < 1000; hash++) {
            RemoteKey key = new RemoteKey("products", "'" + hash + "'", hash * 0x9E3779B97F4A7C15L);
            int slot = slot(layout.value(key));
            assertThat(slot(layout.lease(key))).isEqualTo(slot);
            assertThat(slot(layout.log(layout.laneOf(key)))).isEqualTo(slot);
        }
        assertThat(slot(layout.tags())).isEqualTo(slot(layout.meta())).isEqualTo(slot(layout.log(Lane.CONTROL)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 64, 4096})
    void lanesLieEvenlyOverTheSlots(int lanes) {
        RedisLayout layout = new RedisLayout("shop", lanes);
        Set<Integer> shares = IntStream.range(0, lanes)
                .map(lane -> slot(layout.log(new Lane(lane))) * lanes / 16384)
                .boxed()
                .collect(Collectors.toSet());
        assertThat(shares).hasSize(lanes);
    }

    @Test
    void theTagOfALaneIsTheFirstOneInItsShare() {
        RedisLayout layout = new RedisLayout("shop", 64);
        for (int lane = 0; lane < 64; lane++) {
            int salt = 0;
            while (slot("{shop:1/" + lane + "." + salt + "}") * 64 / 16384 != lane) {
                salt++;
            }
            assertThat(layout.log(new Lane(lane))).isEqualTo("{shop:1/" + lane + "." + salt + "}:log");
        }
        assertThat(new RedisLayout("shop", 1).log(new Lane(0))).isEqualTo("{shop:1/0}:log");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64})
    void aKeyIsReadBackFromItsRedisKey(int lanes) {
        RedisLayout layout = new RedisLayout("shop", lanes);
        for (String cache : List.of("a", "a:b", "a%003ab", "", "%", "a b{c}", "ä\u0001", "%zzzz")) {
            for (String text : List.of("'x:y%0020'", "1L", "")) {
                RemoteKey key = new RemoteKey(cache, text, KeyHash.of(cache, text));
                Lane lane = layout.laneOf(key);
                assertThat(layout.parse(lane, RedisLayout.VALUE, layout.value(key)))
                        .isEqualTo(key);
                assertThat(layout.parse(lane, RedisLayout.LEASE, layout.lease(key)))
                        .isEqualTo(key);
                assertThat(layout.parse(lane, RedisLayout.VALUE, layout.lease(key)))
                        .isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{shop:1/0}:log",
                "{shop:1/0}:v:",
                "{shop:1/0}:v:a",
                "{shop:1/0}:v:%00:x",
                "{shop:1/0}:v:%zzzz:x",
                "{shop:1/0}:v:%+03a:x",
                "other"
            })
    void whatIsNotOursIsNoKey(String redisKey) {
        assertThat(new RedisLayout("shop", 1).parse(new Lane(0), RedisLayout.VALUE, redisKey))
                .isNull();
    }

    @Test
    void noTwoPairsOfCacheAndKeyShareARedisKey() {
        RedisLayout layout = new RedisLayout("shop", 1);
        List<RemoteKey> keys = List.of(
                new RemoteKey("a:b", "c", 1),
                new RemoteKey("a", "b:c", 1),
                new RemoteKey("a%003ab", "c", 1),
                new RemoteKey("a b", "c", 1),
                new RemoteKey("a", " b:c", 1),
                new RemoteKey("a{b}", "c", 1),
                new RemoteKey("", "a:c", 1));
        assertThat(keys.stream().map(layout::value)).doesNotHaveDuplicates();
        assertThat(keys.stream().map(layout::lease)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:b", "a{b}", "ä", "a/b"})
    void anIllegalNamespaceIsRefusedWithTheRemedy(String namespace) {
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> new RedisLayout(namespace, 1))
                .withMessageContaining("'" + namespace + "'")
                .withMessageContaining("terrace.cache.namespace");
    }
}
