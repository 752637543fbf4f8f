package dev.terrace.cache.codec;

import static dev.terrace.cache.codec.Formats.JSON;
import static dev.terrace.cache.codec.Formats.storage;
import static dev.terrace.cache.codec.Formats.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.terrace.cache.CacheConfigurationException;
import dev.terrace.cache.CachePolicy.Compressing;
import dev.terrace.cache.fixture.Logged;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueFormatsTests {

    @RegisterExtension
    private final Logged logged = new Logged(ValueFormats.class);

    @ParameterizedTest
    @CsvSource({
        "lz4, at.yawk.lz4:lz4-java",
        "zstd, com.github.luben:zstd-jni",
        "adaptive, at.yawk.lz4:lz4-java or com.github.luben:zstd-jni"
    })
    void aLibraryThatIsMissingIsOneWarningForACacheAndItsValuesAreUncompressed(String algorithm, String library) {
        ValueFormats formats = new ValueFormats(List.of(JSON), List.of(new GzipCompression()), null);
        ValueFormat format = formats.of("products", storage(algorithm, false));
        formats.of("products", storage(algorithm, false));
        formats.of("orders", storage(algorithm, false));
        assertThat(logged.lines()).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.WARN);
        assertThat(logged.lines().get(0).getFormattedMessage())
                .contains("'compression.algorithm' (%s)".formatted(algorithm), "'products'", "Add " + library);
        assertThat(logged.lines().get(1).getFormattedMessage()).contains("'orders'");
        assertThat(format.compression()).isEqualTo("none");
        assertThat(Envelope.parseHeader(stored(format, "x".repeat(5_000)))
                        .coding()
                        .compression())
                .isZero();
    }

    @Test
    void whatIsThereIsNoWarning() {
        ValueFormats formats = Formats.all(null, JSON);
        for (String algorithm : List.of("none", "lz4", "zstd", "gzip", "adaptive")) {
            formats.of("products", storage(algorithm, false));
        }
        assertThat(logged.lines()).isEmpty();
    }

    @Test
    void anAlgorithmThatNobodyKnowsIsRefused() {
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> Formats.all(null, JSON).of("products", storage("snappy", false)))
                .withMessage("'compression.algorithm' (snappy) of the cache 'products' is not an algorithm;"
                        + " use one of [adaptive, gzip, lz4, none, zstd]");
    }

    @Test
    void algorithmsThatCannotBeToldApartAreRefused() {
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() ->
                        new ValueFormats(List.of(JSON), List.of(new GzipCompression(), new GzipCompression()), null))
                .withMessageContaining("GzipCompression and")
                .withMessageContaining("an id of its own");
    }

    @Test
    void aCodecThatIsNotThereIsRefused() {
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(
                        () -> Formats.all(null, JSON).of("products", storage("xml", Compressing.NONE, false, 1_000)))
                .withMessage("'codec' (xml) of the cache 'products' is not a codec; use one of [json]");
    }

    @Test
    void encryptionWithoutAKeyIsRefused() {
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> Formats.all(null, JSON).of("products", storage("none", true)))
                .withMessageContaining("'encryption' (true) of the cache 'products' has no key")
                .withMessageContaining("keyset");
    }
}
