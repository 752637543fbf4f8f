package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.RemoteTierException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.redisson.client.RedisAskException;
import org.redisson.client.RedisBusyException;
import org.redisson.client.RedisClusterDownException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisLoadingException;
import org.redisson.client.RedisMasterDownException;
import org.redisson.client.RedisMovedException;
import org.redisson.client.RedisNoReplicasException;
import org.redisson.client.RedisNodeNotFoundException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisReadonlyException;
import org.redisson.client.RedisResponseTimeoutException;
import org.redisson.client.RedisTryAgainException;
import org.redisson.misc.RedisURI;

/** What may be said of a failure: its kind and code, nothing of the command that failed. */
class RedisFailureTests {

    private static final String COMMAND =
            ". channel: [id: 0x1] command: (EVALSHA), params: [{shop:1/0}:v:secret-cache:'secret']";

    static Stream<Throwable> failures() {
        RedisURI node = new RedisURI("redis://127.0.0.1:7001");
        return Stream.of(
                new RedisMovedException(7, node),
                new RedisAskException(7, node),
                new RedisClusterDownException("CLUSTERDOWN Hash slot not served" + COMMAND),
                new RedisTryAgainException("TRYAGAIN Multiple keys" + COMMAND),
                new RedisReadonlyException("READONLY You can't write against a read only replica" + COMMAND),
                new RedisMasterDownException("MASTERDOWN Link with MASTER is down" + COMMAND),
                new RedisLoadingException("LOADING Redis is loading" + COMMAND),
                new RedisBusyException("BUSY Redis is busy" + COMMAND),
                new RedisNoReplicasException("NOREPLICAS Not enough" + COMMAND),
                new RedisOutOfMemoryException("command not allowed" + COMMAND),
                new RedisNodeNotFoundException("Node for slot: 7 hasn't been discovered yet" + COMMAND),
                new RedisResponseTimeoutException("Redis server response timeout (300 ms) occurred" + COMMAND),
                new RedisException("CROSSSLOT Keys in request" + COMMAND),
                new RedisException("ERR user_script:1: secret" + COMMAND),
                new RedisException("MISCONF secret" + COMMAND, new IllegalStateException("secret")),
                new CompletionException(new CompletionException(new IllegalStateException("secret"))),
                new NullPointerException());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void noFailureTellsWhatWasSent(Throwable failure) {
        RemoteTierException said = RedisFailure.of(failure);
        assertThat(said).hasNoCause().hasMessageNotContaining("secret").hasMessageNotContaining("EVALSHA");
        assertThat(said.getMessage()).isNotBlank();
        assertThat(said.isAccessRefused()).isFalse();
    }

    @Test
    void theServersCodeIsSaid() {
        assertThat(RedisFailure.of(new RedisClusterDownException("CLUSTERDOWN Hash slot not served" + COMMAND)))
                .hasMessage("RedisClusterDownException (CLUSTERDOWN)");
        assertThat(RedisFailure.of(new RedisReadonlyException("READONLY You can't write" + COMMAND)))
                .hasMessage("RedisReadonlyException (READONLY)");
        assertThat(RedisFailure.of(new RedisMovedException(7, new RedisURI("redis://127.0.0.1:7001"))))
                .hasMessage("RedisMovedException");
    }

    @Test
    void whatWrapsAFailureIsNotSaid() {
        assertThat(RedisFailure.of(new CompletionException(new RedisTryAgainException("TRYAGAIN"))))
                .hasMessage("RedisTryAgainException (TRYAGAIN)");
        assertThat(RedisFailure.of(new CompletionException(
                        new RedisConnectionException("secret", new ConnectException("secret")))))
                .hasMessage("No connection: ConnectException");
    }
}
