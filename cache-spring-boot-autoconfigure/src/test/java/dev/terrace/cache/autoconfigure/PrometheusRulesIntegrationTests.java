package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The alerting rules parse, fire when they should, and do not when they should not. */
class PrometheusRulesIntegrationTests {

    private static final Path RULES = Path.of("..", "ops", "prometheus");

    private record Ended(int status, String output) {}

    private static Ended promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(RULES.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    @BeforeAll
    static void promtoolIsThere() throws InterruptedException {
        try {
            promtool("--version");
        } catch (IOException e) {
            assertThat(System.getenv("CI"))
                    .as("promtool is missing, and CI must check the rules: apt-get install prometheus")
                    .isNotEqualTo("true");
            assumeThat(false).as("promtool, of Debian's package prometheus").isTrue();
        }
    }

    @Test
    void theRulesParse() throws Exception {
        Ended ended = promtool("check", "rules", "terrace-rules.yml");
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("SUCCESS");
    }

    @Test
    void eachAlertFiresAndIsSilent() throws Exception {
        Ended ended = promtool("test", "rules", "terrace-rules-test.yml");
        assertThat(ended.status()).as(ended.output()).isZero();
    }

    @Test
    void eachAlertIsTestedBothWays() throws Exception {
        List<String> alerts = Rules.alerts();
        assertThat(alerts).hasSizeGreaterThan(7);
        assertThat(Rules.tested("fires")).containsExactlyInAnyOrderElementsOf(alerts);
        assertThat(Rules.tested("does not fire")).containsExactlyInAnyOrderElementsOf(alerts);
    }
}
