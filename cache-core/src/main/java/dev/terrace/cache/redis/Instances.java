package dev.terrace.cache.redis;

import dev.terrace.cache.tier.Member;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who is alive, and how: a hash of what {@link MemberText} writes. */
final class Instances {

    private final RedisLayout layout;
    private final Duration silence;
    private final ScriptRunner scripts;

    Instances(RedisLayout layout, Duration silence, ScriptRunner scripts) {
        this.layout = layout;
        this.silence = silence;
        this.scripts = scripts;
    }

    CompletionStage<Void> announce(Member member, @Nullable Duration longestLife) {
        return scripts.run(
                        ScriptCall.of(
                                RedisScripts.ANNOUNCE,
                                List.of(layout.instances(), layout.meta()),
                                member.id(),
                                MemberText.of(member),
                                longestOf(longestLife),
                                silence.toMillis()),
                        Function.identity())
                .thenApply(reply -> null);
    }

    private static Object longestOf(@Nullable Duration life) {
        return life != null && life.compareTo(Duration.ofMillis(Long.MAX_VALUE)) < 0 ? life.toMillis() : "forever";
    }

    CompletionStage<List<Member>> members() {
        return scripts.run(ScriptCall.of(RedisScripts.MEMBERS, List.of(layout.instances())), reply -> {
            long oldest = reply.millis(1) - silence.toMillis();
            List<Member> members = new ArrayList<>();
            reply.map(0).forEach((id, value) -> {
                Member member = MemberText.parse(id, new String(value, StandardCharsets.UTF_8));
                if (member != null && member.lastSync() >= oldest) {
                    members.add(member);
                }
            });
            return members;
        });
    }
}
