package dev.terrace.cache.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jpa.autoconfigure.EntityManagerFactoryDependsOnPostProcessor;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.AbstractEntityManagerFactoryBean;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/** Has JPA wait for the cache manager, as Boot does: an entity listener may cache. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({EntityManagerFactoryDependsOnPostProcessor.class, LocalContainerEntityManagerFactoryBean.class})
@ConditionalOnBean(AbstractEntityManagerFactoryBean.class)
@Import(TerraceJpaConfiguration.DependsOnCacheManager.class)
class TerraceJpaConfiguration {

    static final class DependsOnCacheManager extends EntityManagerFactoryDependsOnPostProcessor {

        DependsOnCacheManager() {
            super("cacheManager");
        }
    }
}
