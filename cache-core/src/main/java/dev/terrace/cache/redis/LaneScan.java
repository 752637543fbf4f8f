package dev.terrace.cache.redis;

import dev.terrace.cache.tier.KeyPage;
import dev.terrace.cache.tier.Lane;
import dev.terrace.cache.tier.RemoteKey;
import dev.terrace.cache.tier.RemoteTier.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds the keys of a lane by SCAN on its primary, which walks over all keys of that server. */
final class LaneScan {

    /** So many keys of the server are looked at if nobody says otherwise. */
    static final int USUAL = 500;

    private final RedisLayout layout;
    private final ScriptRunner scripts;

    LaneScan(RedisLayout layout, ScriptRunner scripts) {
        this.layout = layout;
        this.scripts = scripts;
    }

    /** @param about how many keys of the server are looked at */
    CompletionStage<KeyPage> page(Lane lane, Kind kind, @Nullable String cache, String from, int about) {
        char mark = kind == Kind.VALUES ? RedisLayout.VALUE : RedisLayout.LEASE;
        String glob = literal(layout.prefixOf(lane, mark, cache)) + "*";
        return scripts.run(ScriptCall.of(RedisScripts.SCAN, List.of(layout.log(lane)), from, glob, about), reply -> {
            String next = reply.text(0);
            Reply found = reply.list(1);
            List<RemoteKey> keys = new ArrayList<>(found.size());
            for (int i = 0; i < found.size(); i++) {
                RemoteKey key = layout.parse(lane, mark, found.text(i));
                if (key != null) {
                    keys.add(key);
                }
            }
            return new KeyPage(keys, next.equals(KeyPage.START) ? KeyPage.END : next);
        });
    }

    /** The glob that this text alone matches. */
    private static String literal(String text) {
        StringBuilder glob = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\') {
                glob.append('\\');
            }
            glob.append(c);
        }
        return glob.toString();
    }
}
