package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.InstanceState;
import dev.terrace.cache.tier.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberTextTests {

    private static final InstanceState STATE = new InstanceState(11, false, 1, 2, 3, 4, 5, 6);

    @Test
    void whatIsWrittenIsRead() {
        Member member = new Member("one", "a host", "1.0 %", 7, STATE);
        assertThat(MemberText.parse("one", "7 " + MemberText.of(member))).isEqualTo(member);
        Member silent = new Member("one", "", "1.0", 7);
        assertThat(MemberText.parse("one", "7 " + MemberText.of(silent))).isEqualTo(silent);
    }

    @Test
    void aLaterVersionMaySayMore() {
        Member member = new Member("one", "host", "2.0", 7, STATE);
        assertThat(MemberText.parse("one", "7 " + MemberText.of(member) + " 12 what-ever"))
                .isEqualTo(member);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"7 1.0 host 11 1 0", "7 1.0 host 11 1 0 0 1 2 3 many", "7 1.0 host 11 1 99999999999 0 1 2 3 4"})
    void aStateThatCannotBeReadIsNone(String text) {
        assertThat(MemberText.parse("one", text)).isEqualTo(new Member("one", "host", "1.0", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7 1.0", "now 1.0 host", "7 %1 host"})
    void whatIsNoInstanceIsNone(String text) {
        assertThat(MemberText.parse("one", text)).isNull();
    }
}
