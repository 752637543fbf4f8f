package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What of a URL may be shown, however it is written. */
class RedisUrlTests {

    private static String shown(String url) {
        return RedisUrl.withoutCredentials(url);
    }

    @Test
    void theUserPartIsHidden() {
        assertThat(shown("redis://u:secret@host:6379/0")).isEqualTo("redis://***@host:6379/0");
        assertThat(shown("u:sec@ret@host")).isEqualTo("***@host");
        assertThat(shown("redis://host:6379/1")).isEqualTo("redis://host:6379/1");
    }

    @Test
    void whatIsBehindTheAddressIsCutOff() {
        assertThat(shown("redis://host:6379?password=secret")).isEqualTo("redis://host:6379");
        assertThat(shown("redis://u:secret@host/0?password=secret#secret")).isEqualTo("redis://***@host/0");
        assertThat(shown("host#secret")).isEqualTo("host");
    }

    @Test
    void whereNobodyKnowsWhereAPasswordEndsNothingIsShown() {
        assertThat(shown("redis://u:sec?ret@host")).doesNotContain("sec", "ret");
        assertThat(shown("redis://u:sec#ret@host")).doesNotContain("sec", "ret");
        assertThat(shown("redis://host?password=sec@ret")).doesNotContain("sec", "ret");
    }

    @Test
    void aLineBreakHidesNothingLess() {
        assertThat(shown("redis://u:sec\nret@host\n")).doesNotContain("sec", "ret");
        assertThat(shown("redis://host?a=sec\nret")).doesNotContain("sec", "ret");
    }
}
