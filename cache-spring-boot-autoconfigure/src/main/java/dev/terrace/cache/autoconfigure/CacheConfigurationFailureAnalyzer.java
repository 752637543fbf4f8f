package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.CacheConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.StringUtils;

/** Says which setting of the caches cannot be used, why, and what to write instead. */
final class CacheConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<CacheConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, CacheConfigurationException cause) {
        return new FailureAnalysis(sentence(cause.valueAndReason()), sentence(cause.remedy()), cause);
    }

    private static String sentence(String text) {
        return StringUtils.capitalize(text) + ".";
    }
}
