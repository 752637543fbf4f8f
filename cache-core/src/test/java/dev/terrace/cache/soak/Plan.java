package dev.terrace.cache.soak;

import java.time.Duration;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * How a run goes.
 *
 * @param instances processes
 * @param duration of the load altogether, but for the time that it takes to replace the instances
 * @param heap of a process, as behind {@code -Xmx}
 * @param pause of a thread between two bursts, on average
 */
record Plan(int instances, Duration duration, String heap, Duration pause) {

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(150);
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(3);
    private static final Duration LONG = Duration.ofSeconds(60);

    /** {@code -Dsoak.instances=10 -Dsoak.duration=30m -Dsoak.heap=128m -Dsoak.pause=20ms}. */
    static Plan ofProperties() {
        return new Plan(
                Integer.getInteger("soak.instances", 3),
                duration("soak.duration", "9s"),
                System.getProperty("soak.heap", "96m"),
                duration("soak.pause", "20ms"));
    }

    private static Duration duration(String property, String usual) {
        return DurationFormatterUtils.detectAndParse(System.getProperty(property, usual));
    }

    /** Whether it is long enough to say something about hit rates and memory. */
    boolean isLong() {
        return duration.compareTo(LONG) > 0;
    }

    Pace pace() {
        return isLong() ? Pace.USUAL : Pace.QUICK;
    }

    Duration warmUp() {
        return shorter(share(duration, 0.12), LONGEST_WARM_UP);
    }

    Duration withUsers() {
        return share(duration, 0.13);
    }

    private Duration striking() {
        return duration.minus(warmUp()).minus(withUsers());
    }

    /** How often each fault strikes. */
    int rounds() {
        return (int) Math.max(1, striking().toMillis() / LONGEST_ROUND.toMillis());
    }

    private Duration ofAFault() {
        return striking().dividedBy((long) rounds() * Fault.values().length);
    }

    Duration before() {
        return share(ofAFault(), 0.25);
    }

    Duration during() {
        return share(ofAFault(), 0.4);
    }

    Duration after() {
        return share(ofAFault(), 0.35);
    }

    /** So long the hit rates are counted each time, after the instances were replaced. */
    Duration window() {
        return isLong() ? Duration.ofSeconds(5) : Duration.ofMillis(500);
    }

    /** After so long they are to be what they were. */
    Duration longestRecovery() {
        return isLong() ? Duration.ofMinutes(1) : Duration.ofSeconds(15);
    }

    private static Duration share(Duration duration, double share) {
        return Duration.ofNanos((long) (duration.toNanos() * share));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
