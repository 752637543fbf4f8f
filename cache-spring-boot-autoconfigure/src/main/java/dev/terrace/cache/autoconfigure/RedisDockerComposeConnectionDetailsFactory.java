package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.redis.RedisServers;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/** Says where Redis is to applications that start it with Docker Compose. */
final class RedisDockerComposeConnectionDetailsFactory
        extends DockerComposeConnectionDetailsFactory<TerraceRedisConnectionDetails> {

    RedisDockerComposeConnectionDetailsFactory() {
        super(RedisImages.names());
    }

    @Override
    protected TerraceRedisConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
        return new Details(source.getRunningService());
    }

    private static final class Details extends DockerComposeConnectionDetails implements TerraceRedisConnectionDetails {

        private final RedisServers servers;
        private final @Nullable SslBundle bundle;

        private Details(RunningService service) {
            super(service);
            int port = service.ports().get(RedisImages.PORT);
            this.servers = new RedisServers.Single(RedisByProperties.address(service.host(), port), 0);
            this.bundle = getSslBundle(service);
        }

        @Override
        public RedisServers getServers() {
            return servers;
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return bundle;
        }
    }
}
