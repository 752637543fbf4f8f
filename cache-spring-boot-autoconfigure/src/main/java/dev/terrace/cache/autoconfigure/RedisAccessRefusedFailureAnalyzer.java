package dev.terrace.cache.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says whose credentials Redis refused, without showing them. */
final class RedisAccessRefusedFailureAnalyzer extends AbstractFailureAnalyzer<RedisAccessRefusedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RedisAccessRefusedException cause) {
        return new FailureAnalysis(
                "Redis, by %s, refused the user name or password.".formatted(cause.source()),
                "Check user name and password in %s; without them Redis is used as its default user. Settings below 'terrace.cache.redis' come before a Redisson client and 'spring.data.redis'."
                        .formatted(cause.source()),
                cause);
    }
}
