package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.CachedValue;
import dev.terrace.cache.Origin;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;

class ServedTests {

    @Test
    void theTimeIsInMillisecondsWithAPointWhateverTheLocale() {
        Locale usual = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(new Served("near", Duration.ofNanos(123_456)).timing())
                    .isEqualTo("cache;desc=\"near\";dur=0.123");
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void aStaleValueIsCalledStaleWhateverTierItIsFrom() throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();

        String value =
                Served.reported(response, () -> new CachedValue<>("old", Origin.NEAR, Duration.ofMinutes(20), true));

        assertThat(value).isEqualTo("old");
        assertThat(response.getHeader("X-Cache")).isEqualTo("stale");
    }
}
