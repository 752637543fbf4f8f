package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.spring.CacheAnnotationsConfiguration;
import dev.terrace.cache.spring.CanonicalKeyGenerator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/**
 * What our annotations need, whosever the cache manager is: an annotation that was passed over in silence would give one user the
 * entries of another.
 */
@AutoConfiguration(before = TerraceCacheAutoConfiguration.class)
@ConditionalOnBean(CacheAspectSupport.class)
@Import(CacheAnnotationsConfiguration.class)
public final class TerraceAnnotationsAutoConfiguration {

    /**
     * Named by an annotation, and made when it is; it is no candidate where the application asks for a key generator of its own.
     */
    @Bean(autowireCandidate = false)
    @Lazy
    @ConditionalOnMissingBean(name = "canonicalKeyGenerator")
    CanonicalKeyGenerator canonicalKeyGenerator() {
        return new CanonicalKeyGenerator();
    }
}
