package dev.terrace.cache.sample;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What is particular to the sample.
 *
 * @param directory where the instances of one user meet: the database, and where the embedded Redis is to be found
 * @param queryTime how long each query of the catalogue takes, on purpose
 * @param embeddedRedis whether to start or join a Redis of the sample's own if no other is configured
 */
@ConfigurationProperties("sample")
public record SampleProperties(Path directory, Duration queryTime, boolean embeddedRedis) {}
