package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.micrometer.CacheMeter;
import dev.terrace.cache.micrometer.CacheSpan;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/operations.md has every meter, span and alert, and no other. */
class OperationsDocumentationTests {

    private static final Path PAGE = Path.of("..", "docs", "operations.md");

    private static List<String> rows(String pattern) throws Exception {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches(pattern))
                .toList();
    }

    @Test
    void everyMeterHasItsRow() throws Exception {
        assertThat(rows("\\| `cache\\..* \\| [a-z]+ \\| .*"))
                .containsExactlyElementsOf(Stream.of(CacheMeter.values())
                        .map(OperationsDocumentationTests::row)
                        .toList());
    }

    private static String row(CacheMeter meter) {
        String tags = meter.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", "));
        return "| `%s` | `%s` | %s | %s | %s | %s. |"
                .formatted(
                        meter.meter(),
                        prometheus(meter),
                        meter.type().name().toLowerCase(Locale.ROOT),
                        Objects.requireNonNullElse(meter.unit(), ""),
                        tags,
                        meter.meaning());
    }

    private static String prometheus(CacheMeter meter) {
        String name = new PrometheusNamingConvention().name(meter.meter(), meter.type(), meter.unit());
        return meter.type() == Meter.Type.COUNTER ? name + "_total" : name;
    }

    @Test
    void everySpanHasItsRow() throws Exception {
        assertThat(rows("\\| `terrace\\..*"))
                .containsExactlyElementsOf(Stream.of(CacheSpan.values())
                        .map(span -> "| `%s` | %s. |".formatted(span.observation(), span.meaning()))
                        .toList());
    }

    @Test
    void everyAlertHasItsRow() throws Exception {
        assertThat(rows("\\| `Terrace[A-Z].*").stream().map(row -> row.split("`")[1]))
                .containsExactlyElementsOf(Rules.alerts());
    }
}
