package dev.terrace.cache.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** The two programs of Debian's packages {@code chromium} and {@code chromium-driver}. */
record BrowserPrograms(Path chromium, Path driver) {

    static final String REMEDY = "apt-get install chromium chromium-driver";

    /**
     * Those on the PATH.
     *
     * @throws IllegalStateException if one is missing and the environment says {@code CI=true}
     * @throws TestAbortedException if one is missing elsewhere
     */
    static BrowserPrograms find(Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", "");
        Optional<Path> chromium = executable(path, "chromium");
        Optional<Path> driver = executable(path, "chromedriver");
        if (chromium.isPresent() && driver.isPresent()) {
            return new BrowserPrograms(chromium.get(), driver.get());
        }
        String missing =
                "'%s' is not on the PATH; %s".formatted(chromium.isEmpty() ? "chromium" : "chromedriver", REMEDY);
        if ("true".equals(environment.get("CI"))) {
            throw new IllegalStateException(missing);
        }
        throw new TestAbortedException(missing);
    }

    private static Optional<Path> executable(String path, String name) {
        return Stream.of(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
