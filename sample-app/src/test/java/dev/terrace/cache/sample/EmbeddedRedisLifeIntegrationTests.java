package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded Redis and the database do not outlive the instances, however these end, and are not lost with one of them. */
class EmbeddedRedisLifeIntegrationTests {

    @TempDir
    Path directory;

    @AfterEach
    void leaveNothingBehind() {
        EmbeddedRedis.in(directory).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void whatAKilledInstanceLeavesIsAdoptedAndStopped() throws Exception {
        Optional<ProcessHandle> orphan;
        try (RunningShop first = RunningShop.start(directory, "first").ready()) {
            first.changePrice(1, "8.75");
            orphan = EmbeddedRedis.in(directory);
            first.kill();
        }
        assertThat(orphan).isPresent();
        assertThat(orphan.get().isAlive()).isTrue();

        try (RunningShop next = RunningShop.start(directory, "next").ready()) {
            assertThat(EmbeddedRedis.in(directory)).isEqualTo(orphan);
            assertThat(next.product(1).price()).isEqualTo(8.75);
        }
        assertThat(orphan.get().isAlive()).isFalse();
    }

    @Test
    void theSecondGoesOnWhenTheOwnerEndsAndMeetsTheNextOne() throws Exception {
        try (RunningShop owner = RunningShop.start(directory, "owner").ready();
                RunningShop second = RunningShop.start(directory, "second").ready()) {
            owner.product(1);
            assertThat(second.product(1).servedBy()).isEqualTo("remote");

            owner.close();

            assertThat(EmbeddedRedis.in(directory)).isEmpty();
            assertThat(second.product(1).status()).isEqualTo(200);
            assertThat(second.product(2).status()).isEqualTo(200);
            assertThat(second.changePrice(2, "4.75").status()).isEqualTo(200);
            assertThat(second.product(2).price()).isEqualTo(4.75);

            try (RunningShop next = RunningShop.start(directory, "next").ready()) {
                assertThat(next.product(2).price()).isEqualTo(4.75);
                await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                    next.changePrice(3, "6.25");
                    assertThat(second.product(3).price()).isEqualTo(6.25);
                    next.changePrice(3, "6.5");
                    assertThat(second.product(3).price()).isEqualTo(6.5);
                });
            }
        }
    }

    @Test
    void aFailedStartLeavesNoneBehind() throws Exception {
        try (RunningShop failed = RunningShop.start(directory, "failed", "--spring.datasource.url=jdbc:nothing")) {
            assertThat(failed.status()).isNotZero();

            assertThat(failed.log()).contains("Redis: embedded on");
        }
        assertThat(EmbeddedRedis.in(directory)).isEmpty();
    }
}
