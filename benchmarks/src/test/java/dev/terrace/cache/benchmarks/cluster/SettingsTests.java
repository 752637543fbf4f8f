package dev.terrace.cache.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.terrace.cache.benchmarks.cluster.Settings.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTests {

    @Test
    void theDefaultsAreTheTargetOfTheDesign() {
        Settings settings = Settings.parse();
        assertThat(settings.scenarios()).containsExactly(Scenario.values());
        assertThat(settings.instances()).isEqualTo(10);
        assertThat(settings.load())
                .isEqualTo(new Settings.Load(20_000, 0.99, 0.05, 2_000, 1_024, Duration.ofMillis(5)));
    }

    @Test
    void whatIsWrittenCounts() {
        Settings settings = Settings.parse("--scenarios", "cold,mix", "--writes", ".5", "--seconds", "3");
        assertThat(settings.scenarios()).containsExactly(Scenario.COLD, Scenario.MIX);
        assertThat(settings.load().writes()).isEqualTo(0.5);
        assertThat(settings.duration()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--keys abc|'--keys' (abc) must be a whole number from 100 to 1000000; 20000 is the default",
                "--instances 0|'--instances' (0) must be a whole number from 1 to 100; 10 is the default",
                "--instances 99999999999999999999|'--instances' (99999999999999999999) must be a whole number from 1 to 100; 10 is the default",
                "--instances 1|'--instances' (1) is too few for the scenario delay, which is between two;"
                        + " write 2, or leave delay out of '--scenarios'",
                "--writes 1.5|'--writes' (1.5) must be a number from 0.0 to 1.0; 0.05 is the default",
                "--writes NaN|'--writes' (NaN) must be a number from 0.0 to 1.0; 0.05 is the default",
                "--scenarios mix,hot|'--scenarios' names 'hot', which there is not; write one or more of mix,bare,cold,delay,outage",
                "--seconds|'--seconds' has no value; write one behind it, such as 60"
            })
    void badInputIsNamedWithTheReasonAndWhatToWriteInstead(String arguments, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse(arguments.split(" ", -1)))
                .withMessage(message);
    }

    @Test
    void anUnknownOptionIsAnsweredWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse("fast"))
                .withMessageStartingWith("'fast' is no option; the options are --scenarios, --instances");
    }
}
