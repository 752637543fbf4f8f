package dev.terrace.cache.sample.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.core.ExecutableProvider;

/** Starts and stops real servers. */
class SharedRedisIntegrationTests {

    @TempDir
    Path directory;

    private RedisLauncher launcher;

    @BeforeEach
    void launcher() {
        launcher = RedisLauncher.in(directory);
    }

    @AfterEach
    void leaveNothingBehind() {
        Rendezvous.in(directory)
                .flatMap(Rendezvous::server)
                .flatMap(server -> ProcessHandle.of(server.pid()))
                .ifPresent(process -> {
                    process.destroyForcibly();
                    process.onExit().join();
                });
    }

    private static boolean runs(SharedRedis redis) {
        return RedisServer.on(redis.port()).isPresent();
    }

    @Test
    void theFirstStartsItTheSecondFindsItAndTheFirstStopsIt() throws Exception {
        SharedRedis first = SharedRedis.join(directory, launcher);
        SharedRedis second = SharedRedis.join(directory, launcher);

        assertThat(first.isOwned()).isTrue();
        assertThat(second.isOwned()).isFalse();
        assertThat(second.port()).isEqualTo(first.port());
        second.close();
        assertThat(runs(first)).isTrue();
        first.close();
        first.close();
        assertThat(runs(first)).isFalse();
        assertThat(ProcessHandle.of(first.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void theNextOneTakesThePortOfTheLast() throws Exception {
        SharedRedis first = SharedRedis.join(directory, launcher);
        first.close();

        try (SharedRedis second = SharedRedis.join(directory, launcher)) {
            assertThat(second.isOwned()).isTrue();
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(second.pid()).isNotEqualTo(first.pid());
        }
    }

    @Test
    void itsOwnerTurnsItOffAndOnWhereItWas() throws Exception {
        try (SharedRedis owner = SharedRedis.join(directory, launcher);
                SharedRedis other = SharedRedis.join(directory, launcher)) {
            int port = owner.port();
            long pid = owner.pid();
            assertThatIOException().isThrownBy(other::turnOff).withMessageContaining("another instance");

            owner.turnOff();
            owner.turnOff();
            assertThat(owner.isOn()).isFalse();
            assertThat(owner.isOwned()).isTrue();
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();

            owner.turnOn();
            owner.turnOn();
            assertThat(owner.isOn()).isTrue();
            assertThat(owner.port()).isEqualTo(port);
            assertThat(owner.pid()).isNotEqualTo(pid);
            assertThat(SharedRedis.join(directory, launcher).pid()).isEqualTo(owner.pid());
        }
        assertThat(Rendezvous.in(directory).flatMap(Rendezvous::server)).isEmpty();
    }

    @Test
    void itIsNotTurnedOnAnywhereElse() throws Exception {
        try (SharedRedis owner = SharedRedis.join(directory, launcher)) {
            owner.turnOff();
            try (ServerSocket stranger = new ServerSocket(owner.port(), 1, InetAddress.getLoopbackAddress())) {
                assertThatIOException()
                        .isThrownBy(owner::turnOn)
                        .withMessageContaining("port " + stranger.getLocalPort() + " is taken");
            }
            owner.turnOn();
            assertThat(owner.isOn()).isTrue();
        }
    }

    @Test
    void anOrphanIsAdoptedAndStopped() throws Exception {
        RedisServer orphan = launcher.start(0);
        Rendezvous.publish(directory, orphan);

        SharedRedis adopter = SharedRedis.join(directory, launcher);

        assertThat(adopter.isOwned()).isTrue();
        assertThat(adopter.pid()).isEqualTo(orphan.pid());
        adopter.close();
        assertThat(RedisServer.on(orphan.port())).isEmpty();
    }

    @Test
    void aStrangerOnThePortIsNeitherJoinedNorStopped() throws Exception {
        RedisServer stranger = launcher.start(0);
        try {
            Rendezvous.publish(directory, new RedisServer(stranger.port(), "another", 1, "7.0.0"));

            try (SharedRedis redis = SharedRedis.join(directory, launcher)) {
                assertThat(redis.isOwned()).isTrue();
                assertThat(redis.port()).isNotEqualTo(stranger.port());
            }
            assertThat(RedisServer.on(stranger.port())).contains(stranger);
        } finally {
            stranger.shutDown();
        }
    }

    @Test
    void itListensOnLoopbackOnlyAndItsAddressIsForItsOwnerOnly() throws Exception {
        try (SharedRedis redis = SharedRedis.join(directory, launcher)) {
            List<InetAddress> others = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .toList();

            assertThat(others)
                    .allSatisfy(address ->
                            assertThatIOException().isThrownBy(() -> new Socket(address, redis.port()).close()));
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("redis.properties"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theProgramOfTheMachineStepsInForOneThatDoesNotRun() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken"), "no program");
        ExecutableProvider bundled = ExecutableProvider.newJarResourceProvider();

        RedisServer server = new RedisLauncher(directory, List.of(broken::toFile, bundled)).start(0);

        server.shutDown();
        assertThat(server.isRecentEnough()).isTrue();
    }

    @Test
    void withoutAnyProgramTheReasonIsGivenAndNothingIsHeld() throws Exception {
        ExecutableProvider none = () -> {
            throw new FileNotFoundException("no redis-server here");
        };
        RedisLauncher helpless = new RedisLauncher(directory, List.of(none));

        assertThatIOException()
                .isThrownBy(() -> SharedRedis.join(directory, helpless))
                .withMessageContaining("no redis-server here");
        SharedRedis.join(directory, launcher).close();
    }

    @Test
    void aFileThatIsNoRendezvousIsReplaced() throws Exception {
        Files.writeString(directory.resolve("redis.properties"), "port=many\nrun-id=\\u00");

        assertThat(Rendezvous.in(directory)).isEmpty();
        try (SharedRedis redis = SharedRedis.join(directory, launcher)) {
            assertThat(Rendezvous.in(directory)).map(Rendezvous::port).contains(redis.port());
        }
    }

    @Test
    void whatDoesNotSpeakTheProtocolIsNoRedis() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(RedisServer.on(mute.getLocalPort())).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aRedisThatIsTooOldIsKnownAsSuch() {
        assertThat(new RedisServer(1, "", 1, "5.0.14.1").isRecentEnough()).isFalse();
        assertThat(new RedisServer(1, "", 1, "6.0.9").isRecentEnough()).isFalse();
        assertThat(new RedisServer(1, "", 1, "6.2.6").isRecentEnough()).isTrue();
        assertThat(new RedisServer(1, "", 1, "7.0.0").isRecentEnough()).isTrue();
    }
}
