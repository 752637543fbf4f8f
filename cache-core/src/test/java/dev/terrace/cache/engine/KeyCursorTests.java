package dev.terrace.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.terrace.cache.tier.KeyPage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCursorTests {

    @Test
    void whatIsWrittenIsRead() {
        KeyCursor within = new KeyCursor(0, "abc:17", null);
        KeyCursor near = KeyCursor.lane(64).behind(-2);
        assertThat(KeyCursor.parse(KeyCursor.lane(3).toString())).isEqualTo(KeyCursor.lane(3));
        assertThat(KeyCursor.parse(within.toString())).isEqualTo(within);
        assertThat(KeyCursor.parse(near.toString())).isEqualTo(near);
    }

    @Test
    void theLastPageOfALaneIsFollowedByTheNextLane() {
        KeyCursor first = KeyCursor.lane(3);
        assertThat(first.following(new KeyPage(List.of(), "abc:17"))).isEqualTo(new KeyCursor(3, "abc:17", null));
        assertThat(first.following(new KeyPage(List.of(), KeyPage.END))).isEqualTo(KeyCursor.lane(4));
    }

    @Test
    void hashesAreComparedWithoutTheirSign() {
        assertThat(KeyCursor.lane(0).behind(-1).isBehind(1)).isFalse();
        assertThat(KeyCursor.lane(0).behind(1).isBehind(-1)).isTrue();
        assertThat(KeyCursor.lane(0).isBehind(0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0", "0.0", "0.0.xyz", "-1.0.", "0.'; DROP.", "99999.0."})
    void whatNoListingHasSaidIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> KeyCursor.parse(text));
    }
}
