package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.RemoteTierException;
import java.net.ConnectException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
                .hasMessage("Redis refuses: RedisClusterDownException (CLUSTERDOWN)");
        assertThat(RedisFailure.of(new RedisMovedException(7, new RedisURI("redis://127.0.0.1:7001"))))
                .hasMessage("RedisMovedException");
    }

    @Test
    void whatHelpsIsSaid() {
        assertThat(RedisFailure.of(new RedisReadonlyException("READONLY You can't write" + COMMAND)))
                .hasMessageContaining("(READONLY); it is a replica");
        assertThat(RedisFailure.of(new RedisOutOfMemoryException("command not allowed" + COMMAND)))
                .hasMessageContaining("(OOM); its memory is full; raise 'maxmemory'");
        assertThat(RedisFailure.of(new RedisConnectionException(
                        "secret", new RedisException("ERR max number of clients reached" + COMMAND))))
                .hasMessageContaining("raise 'maxclients'");
    }

    static Stream<Arguments> missingRights() {
        String line = " script: 930d, on @user_script:2." + COMMAND;
        return Stream.of(
                Arguments.of(
                        "NOPERM this user has no permissions to run the 'client|setname' command",
                        "command CLIENT SETNAME"),
                Arguments.of("NOPERM User secret has no permissions to run the 'xadd' command" + line, "command XADD"),
                Arguments.of(
                        "ERR The user executing the script can't run this command or subcommand" + line, "command SET"),
                Arguments.of(
                        "ERR Error running script (call to f_930d): @user_script:3: @user_script: 3: The user executing the script can't run this command or subcommand",
                        "command in line 3 of a script"),
                Arguments.of(
                        "ERR The user executing the script can't run this command or subcommand script: 930d",
                        "command of a script"),
                Arguments.of(
                        "NOPERM this user has no permissions to access one of the keys used as arguments",
                        "keys of this namespace"),
                Arguments.of("NOPERM No permissions to access a channel", "channel of this namespace"));
    }

    @ParameterizedTest
    @MethodSource("missingRights")
    void aMissingRightIsNamed(String message, String named) {
        String script = "local secret = 1\nredis.call('SET', KEYS[1], secret)\nreturn secret";
        assertThat(RedisFailure.of(new RedisException(message + COMMAND), script))
                .hasMessageContaining("Redis refuses this user the " + named + " (NOPERM)")
                .hasMessageNotContaining("secret");
    }

    static Stream<Arguments> handshakes() {
        return Stream.of(
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: certificate_required"),
                        "asks for a certificate"),
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: protocol_version"), "protocols and ciphers"),
                Arguments.of(new SSLException("secret"), "SSLException; look at 'terrace.cache.redis.ssl.bundle'"),
                Arguments.of(
                        new SSLException("secret", new CertificateNotYetValidException("secret")), "not valid yet"));
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void aHandshakeThatFailsIsExplained(SSLException handshake, String explained) {
        assertThat(RedisFailure.of(new CompletionException(new RedisConnectionException("secret", handshake))))
                .hasMessageStartingWith("No TLS connection: ")
                .hasMessageContaining(explained)
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatWrapsAFailureIsNotSaid() {
        assertThat(RedisFailure.of(new CompletionException(new RedisTryAgainException("TRYAGAIN"))))
                .hasMessage("Redis refuses: RedisTryAgainException (TRYAGAIN)");
        assertThat(RedisFailure.of(new CompletionException(
                        new RedisConnectionException("secret", new ConnectException("secret")))))
                .hasMessage("No connection: ConnectException");
    }
}
