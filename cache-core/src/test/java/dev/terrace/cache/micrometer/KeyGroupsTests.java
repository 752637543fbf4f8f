package dev.terrace.cache.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.CacheConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyGroupsTests {

    private static KeyGroups groups() {
        Map<String, String> expressions = new LinkedHashMap<>();
        expressions.put("drafts", ":draft$");
        expressions.put("users", "^user:");
        expressions.put("numbers", "^\\d+$");
        return KeyGroups.of(expressions);
    }

    @Test
    void theFirstThatIsFoundDecides() {
        assertThat(groups().of(List.of("'user:1:draft'"))).isEqualTo("drafts");
        assertThat(groups().of(List.of("'user:1'"))).isEqualTo("users");
        assertThat(groups().of(List.of("'order:1'"))).isEqualTo("other");
    }

    @Test
    void aKeyIsTakenAsAPersonWritesIt() {
        assertThat(groups().of(List.of("4711L"))).isEqualTo("numbers");
        assertThat(groups().of(List.of("'4711'"))).isEqualTo("numbers");
        assertThat(groups().of(List.of("#4711"))).isEqualTo("other");
    }

    @Test
    void severalKeysAreInOneGroupOrInSeveral() {
        assertThat(groups().of(List.of("'user:1'", "'user:2'"))).isEqualTo("users");
        assertThat(groups().of(List.of("'user:1'", "'order:2'"))).isEqualTo("several");
        assertThat(groups().of(List.of())).isEqualTo("other");
    }

    @Test
    void whatIsNoRegularExpressionIsAnError() {
        assertThatThrownBy(() -> KeyGroups.of(Map.of("users", "(user:")))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining(
                        "'observations.key-groups.users' ((user:) is no regular expression: Unclosed group")
                .hasMessageContaining("write one of java.util.regex.Pattern");
    }
}
