package dev.terrace.cache.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Comes before Boot's own, which would print the properties that a keyset becomes when it is pasted into YAML, keys and all. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class KeysetFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
        boolean keyset = cause.getUnboundProperties().stream()
                .anyMatch(property -> NamespaceKey.NAME.isAncestorOf(property.getName()));
        return keyset
                ? new FailureAnalysis(
                        "'%s' holds a keyset itself.".formatted(NamespaceKey.NAME),
                        "Write where it is, such as file:/run/secrets/cache-keyset.json.",
                        cause)
                : null;
    }
}
