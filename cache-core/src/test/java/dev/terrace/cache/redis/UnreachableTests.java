package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.redisson.client.RedisBusyException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisReconnectedException;
import org.redisson.client.RedisResponseTimeoutException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.WriteRedisConnectionException;

/** Why a server cannot be reached, in words that hold nothing of what was sent. */
class UnreachableTests {

    private static final String SECRET = "secret. channel: [id: 0x1] command: (EVALSHA), params: [secret]";

    private static String said(Throwable failure) {
        return RedisFailure.of(failure).getMessage();
    }

    @Test
    void whyThereIsNoConnectionIsSaid() {
        ConnectException refused = new ConnectException(SECRET);
        assertThat(said(new RedisConnectionException(SECRET, refused))).isEqualTo("No connection: ConnectException");
        assertThat(said(new RedisException(SECRET, refused)))
                .as("as a pool says it")
                .isEqualTo("No connection: ConnectException");
        assertThat(said(new RedisConnectionException(SECRET, new RedisTimeoutException(SECRET))))
                .isEqualTo("No connection: no reply in time");
    }

    @Test
    void aConnectionThatEndsIsLost() {
        assertThat(said(new WriteRedisConnectionException(SECRET))).isEqualTo("Connection lost");
        assertThat(said(new RedisReconnectedException(SECRET))).isEqualTo("Connection lost");
    }

    @Test
    void whatDoesNotComeInTimeIsAConnectionOrAReply() {
        assertThat(said(new RedisTimeoutException("Unable to acquire connection! " + SECRET)))
                .isEqualTo("No connection in time");
        assertThat(said(new RedisResponseTimeoutException(SECRET))).isEqualTo("No reply in time");
    }

    @Test
    void aServerThatAnswersIsReachable() {
        assertThat(Unreachable.reason(new RedisBusyException("BUSY " + SECRET))).isNull();
    }

    @Test
    void aDatabaseThatTheServerDoesNotHaveIsAWrongSetting() {
        Throwable outOfRange = new RedisException("ERR DB index is out of range. " + SECRET);
        assertThat(Unreachable.database(new RedisConnectionException(SECRET, new CompletionException(outOfRange))))
                .hasMessageContaining("'redis.database'")
                .hasMessageNotContaining("secret");
        assertThat(Unreachable.database(new RedisException("ERR another. " + SECRET)))
                .isNull();
    }
}
