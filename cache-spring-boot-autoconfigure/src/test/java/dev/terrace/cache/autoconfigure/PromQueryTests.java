package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.autoconfigure.PromQuery.Selector;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQueryTests {

    @Test
    void itFindsTheMetricsOfAnExpressionAndNothingElse() {
        assertThat(PromQuery.selectors("""
                        histogram_quantile(0.99, sum by (le, op) (rate(a_bucket{tier="remote", instance=~"$instance"}[$__rate_interval])))
                          / sum(rate(b_total{}[5m])) > 0.5 and on (job, instance) c:d:rate5m < 2 or max(e) unless f offset 5m"""))
                .containsExactly(
                        new Selector("a_bucket", Map.of("tier", "remote")),
                        new Selector("b_total", Map.of()),
                        new Selector("c:d:rate5m", Map.of()),
                        new Selector("e", Map.of()),
                        new Selector("f", Map.of()));
    }

    @Test
    void aSelectorIsExportedIfOneSeriesHasItsLabels() {
        Map<String, Set<Map<String, String>>> samples = PromQuery.samples("""
                # TYPE a_total counter
                a_total{result="hit",cache="x"} 3.0
                b 1
                """);
        assertThat(samples).containsOnlyKeys("a_total", "b");
        assertThat(PromQuery.isExported(new Selector("a_total", Map.of("result", "hit")), samples))
                .isTrue();
        assertThat(PromQuery.isExported(new Selector("a_total", Map.of("result", "gone")), samples))
                .isFalse();
        assertThat(PromQuery.isExported(new Selector("b", Map.of()), samples)).isTrue();
        assertThat(PromQuery.isExported(new Selector("c", Map.of()), samples)).isFalse();
    }
}
