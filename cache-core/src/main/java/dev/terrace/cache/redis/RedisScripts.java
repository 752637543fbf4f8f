package dev.terrace.cache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.redisson.api.RScript.ReturnType;

/** The scripts, read once from the resources beside this class. Redisson sends them by SHA and loads them on NOSCRIPT. */
enum RedisScripts {
    READ(ReturnType.LIST, "peek.lua", "value.lua", "lease.lua", "read.lua"),
    FILL(ReturnType.LIST, "peek.lua", "value.lua", "lease.lua", "fill.lua"),
    FILL_ASIDE(ReturnType.LIST, "peek.lua", "lease.lua", "fill_aside.lua"),
    FRESHEN(ReturnType.LONG, "peek.lua", "lease.lua", "freshen.lua"),
    HEADERS(ReturnType.LIST, "peek.lua", "headers.lua"),
    RELEASE(ReturnType.LONG, "peek.lua", "lease.lua", "release.lua"),
    RENEW(ReturnType.LIST, "peek.lua", "lease.lua", "renew.lua"),
    THROTTLE(ReturnType.LONG, "peek.lua", "lease.lua", "throttle.lua"),
    TOUCH(ReturnType.LIST, "peek.lua", "touch.lua"),
    PUT_IF_ABSENT(ReturnType.LIST, "peek.lua", "value.lua", "put_if_absent.lua"),
    INVALIDATE(ReturnType.LIST, "append.lua", "invalidate.lua"),
    DISCARD(ReturnType.LONG, "peek.lua", "discard.lua"),
    END_LEASES(ReturnType.LONG, "end_leases.lua"),
    SCAN(ReturnType.LIST, "scan.lua"),
    CONTROL(ReturnType.LIST, "clock.lua", "append.lua", "slice.lua", "control.lua"),
    FENCE(ReturnType.LONG, "ids.lua", "append.lua", "fence.lua"),
    TAG_POSITIONS(ReturnType.LIST, "tag_positions.lua"),
    OWN(ReturnType.LONG, "clock.lua", "own.lua"),
    ANNOUNCE(ReturnType.LONG, "clock.lua", "announce.lua"),
    MEMBERS(ReturnType.LIST, "members.lua"),
    JOIN(ReturnType.LIST, "append.lua", "join.lua"),
    TAIL(ReturnType.LIST, "append.lua", "tail.lua"),
    SYNC(ReturnType.LIST, "slice.lua", "sync.lua");

    private final ReturnType reply;
    private final String text;

    RedisScripts(ReturnType reply, String... resources) {
        this.reply = reply;
        StringBuilder all = new StringBuilder();
        for (String resource : resources) {
            all.append(read(resource));
        }
        text = all.toString();
    }

    String text() {
        return text;
    }

    ReturnType reply() {
        return reply;
    }

    private static String read(String resource) {
        try (InputStream in = RedisScripts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The script " + resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
