package dev.terrace.cache.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Matches unless {@code spring.cache.type} asks for another provider, or for none. */
final class NoCacheTypeCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("Terrace");
        String type = context.getEnvironment().getProperty("spring.cache.type");
        return StringUtils.hasText(type)
                ? ConditionOutcome.noMatch(message.because("'spring.cache.type' asks for " + type))
                : ConditionOutcome.match(message.because("'spring.cache.type' is not set"));
    }
}
