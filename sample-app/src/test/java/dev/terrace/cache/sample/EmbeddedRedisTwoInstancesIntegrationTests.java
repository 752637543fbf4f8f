package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Nothing is configured: the instances find each other. */
class EmbeddedRedisTwoInstancesIntegrationTests extends TwoInstances {

    private static final Pattern STARTED = Pattern.compile("Redis: embedded on 127\\.0\\.0\\.1:(\\d+) \\(shared");

    @Override
    String[] arguments() {
        return new String[0];
    }

    @Override
    void killRedis() throws Exception {
        ProcessHandle redis = EmbeddedRedis.in(directory).orElseThrow();
        redis.destroyForcibly();
        redis.onExit().get();
    }

    @Override
    void closeRedis() {
        // Its owner has stopped it.
        assertThat(EmbeddedRedis.in(directory)).isEmpty();
    }

    @Test
    @Order(0)
    void oneStartsTheRedisAndOneFillsTheDatabase() {
        List<String> ports = Stream.of(one, two)
                .flatMap(shop -> STARTED.matcher(shop.log()).results().map(match -> match.group(1)))
                .toList();

        assertThat(ports).hasSize(2);
        assertThat(ports.get(0)).isEqualTo(ports.get(1));
        assertThat(Stream.of(one, two).filter(shop -> shop.log().contains("stopped when this one ends")))
                .hasSize(1);
        assertThat(Stream.of(one, two).filter(shop -> shop.log().contains("New catalogue: 5000 products")))
                .hasSize(1);
    }
}
