package dev.terrace.cache.sample.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.logging.DeferredLogs;
import org.springframework.mock.env.MockEnvironment;

class SampleDirectoryTests {

    @TempDir
    Path parent;

    @Test
    void onlyItsOwnerMayEnter() throws Exception {
        Path directory = parent.resolve("a/b");

        SampleDirectory.prepare(directory);
        SampleDirectory.prepare(directory);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aLinkThatSomebodyLaidThereIsNotFollowed() throws Exception {
        Path link = Files.createSymbolicLink(parent.resolve("link"), Files.createDirectory(parent.resolve("target")));

        assertThatIOException().isThrownBy(() -> SampleDirectory.prepare(link)).withMessageContaining("link");
    }

    @Test
    void theUsualPlaceIsNamedAfterNamespaceAndUser() {
        assertThat(SampleDirectory.standard("my/shop").getFileName().toString())
                .startsWith("terrace-my_shop-")
                .matches("[A-Za-z0-9._-]+");
    }

    @Test
    void aConfiguredRedisIsLeftAsItIs() {
        for (String property : new String[] {
            "terrace.cache.redis.url",
            "terrace.cache.redis.host",
            "terrace.cache.redis.cluster.nodes[0]",
            "spring.data.redis.url"
        }) {
            MockEnvironment environment = new MockEnvironment()
                    .withProperty("sample.directory", parent.toString())
                    .withProperty(property, "elsewhere");

            process(environment);

            assertThat(environment.getProperty("terrace.cache.redis.url", "elsewhere"))
                    .isEqualTo("elsewhere");
            assertThat(parent).isEmptyDirectory();
        }
    }

    @Test
    void theSwitchKeepsFromStartingOne() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("sample.directory", parent.toString())
                .withProperty("sample.embedded-redis", "false");

        process(environment);

        assertThat(environment.getProperty("terrace.cache.redis.url")).isNull();
    }

    private static void process(MockEnvironment environment) {
        new EmbeddedRedisEnvironmentPostProcessor(new DeferredLogs(), new DefaultBootstrapContext())
                .postProcessEnvironment(environment, new SpringApplication());
    }
}
