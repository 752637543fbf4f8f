package dev.terrace.cache.spring;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;

/**
 * Registers the advisor of {@code @EvictTags} after all others: among advisors of the same order, and the lowest is what those of
 * caches and transactions have, the last one is the innermost.
 */
final class EvictTagsRegistrar implements BeanDefinitionRegistryPostProcessor, Ordered {

    private static final String ADVISOR = "terraceEvictTagsAdvisor";

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        if (registry.containsBeanDefinition(ADVISOR)) {
            return;
        }
        RootBeanDefinition advisor = new RootBeanDefinition(EvictTagsAdvisor.class);
        advisor.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
        advisor.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
        registry.registerBeanDefinition(ADVISOR, advisor);
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
