package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.redis.RedisServers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/** Says where Redis is to tests that start it in a container with {@code @ServiceConnection}. */
final class RedisContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<Container<?>, TerraceRedisConnectionDetails> {

    RedisContainerConnectionDetailsFactory() {
        super(List.of(RedisImages.names()));
    }

    @Override
    protected TerraceRedisConnectionDetails getContainerConnectionDetails(
            ContainerConnectionSource<Container<?>> source) {
        return new Details(source);
    }

    private static final class Details extends ContainerConnectionDetails<Container<?>>
            implements TerraceRedisConnectionDetails {

        private Details(ContainerConnectionSource<Container<?>> source) {
            super(source);
        }

        @Override
        public RedisServers getServers() {
            Container<?> container = getContainer();
            return new RedisServers.Single(
                    RedisByProperties.address(container.getHost(), container.getMappedPort(RedisImages.PORT)), 0);
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return super.getSslBundle();
        }
    }
}
