package dev.terrace.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EntryDescriptionTests {

    @Test
    void nothingIsKnownAtFirst() {
        EntryDescription unknown = EntryDescription.unknown();
        assertThat(unknown.type()).isEqualTo(Object.class);
        assertThat(unknown.options().apply("value")).isEqualTo(EntryOptions.none());
        assertThat(unknown.isStrong()).isFalse();
    }

    @Test
    void eachPartIsReplacedAlone() {
        EntryOptions tagged = EntryOptions.tagged("a");
        EntryDescription strong = EntryDescription.of(String.class).with(tagged).with(Consistency.STRONG);
        assertThat(strong.type()).isEqualTo(String.class);
        assertThat(strong.options().apply(null)).isEqualTo(tagged);
        assertThat(strong.isStrong()).isTrue();
        assertThat(strong.with(EntryOptions.none()).isStrong()).isTrue();
        assertThat(strong.with(Consistency.BOUNDED).isStrong()).isFalse();
    }
}
