package dev.terrace.cache.benchmarks.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One process of the cluster: does what the lines of its input say and answers each; {@link InstanceProcess} is the other end. */
final class InstanceMain {

    /** What lines that are answers begin with. */
    static final String ANSWER = "> ";

    /** So that those who look for what an order does are looking by then. */
    private static final long HEAD_START_NANOS = 2_000_000;

    private static final long LOOK_NANOS = 10_000;
    private static final int FILLERS = 8;

    private final Settings settings;
    private @Nullable Shop shop;
    private @Nullable Customers customers;
    private @Nullable BareTopic topic;
    private @Nullable BareMix bare;

    private InstanceMain(Settings settings) {
        this.settings = settings;
    }

    /** Ends with its input, so that it never outlives the driver. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        // What libraries print is no answer.
        System.setOut(System.err);
        InstanceMain instance = new InstanceMain(Settings.parse(arguments));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            answers.println(ANSWER + instance.answer(line.split(" ")).replace('\n', ' '));
            answers.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] words) {
        try {
            return perform(words);
        } catch (Exception e) {
            e.printStackTrace();
            return "error " + e;
        }
    }

    private String perform(String[] words) throws Exception {
        return switch (words[0]) {
            case "time" -> Long.toString(System.nanoTime());
            case "join" -> join(words);
            case "fill" -> fill();
            case "go" -> go(Long.parseLong(words[1]));
            case "halt" -> halt();
            case "take" -> shop().tally().take().toLine();
            case "times" -> shop().tally().takeTimes().toLine();
            case "loads" -> shop().loads().toString().replace(" ", "");
            case "first-error" -> "none " + shop().tally().firstError();
            case "bare-fill" -> bareMix().fill();
            case "bare" -> bareMix().go(Long.parseLong(words[1]), Long.parseLong(words[2]));
            case "cold" ->
                new ColdKey(shop())
                        .read(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]));
            case "back" -> Long.toString(shop().backSince(Long.parseLong(words[1])));
            case "hold" -> hold(Integer.parseInt(words[1]));
            case "gone" -> gone(Integer.parseInt(words[1]));
            case "evict" -> evict(Integer.parseInt(words[1]));
            case "received" -> received(Long.parseLong(words[1]));
            case "publish" -> publish(Long.parseLong(words[1]));
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private Shop shop() {
        return Objects.requireNonNull(shop, "has not joined");
    }

    private BareMix bareMix() {
        return Objects.requireNonNull(bare, "has not joined");
    }

    /** {@code join <redis> <database> <shared file> <number> <instances>}. */
    private String join(String[] words) throws Exception {
        Shop.Place place = new Shop.Place(
                words[1], words[2], Path.of(words[3]), Integer.parseInt(words[4]), Integer.parseInt(words[5]));
        shop = new Shop(settings.load(), place);
        customers = new Customers(shop(), settings);
        topic = new BareTopic(words[1]);
        bare = new BareMix(words[1], words[2], settings, shop()::owns);
        return "joined";
    }

    /** Reads the keys of this instance once, a few at a time, since each load takes its time. */
    private String fill() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(FILLERS);
        IntStream.range(0, settings.load().keys())
                .filter(shop()::owns)
                .forEach(key -> threads.execute(() -> shop().read(key)));
        threads.shutdown();
        return threads.awaitTermination(1, TimeUnit.MINUTES) ? "filled" : "error it takes too long to load all keys";
    }

    private String go(long seed) {
        Objects.requireNonNull(customers).start(seed);
        return "going";
    }

    private String halt() throws InterruptedException {
        Objects.requireNonNull(customers).stop();
        return "halted";
    }

    // ---- how long a message takes

    private String hold(int key) {
        while (!shop().isNear(key)) {
            shop().read(key);
        }
        return "held";
    }

    private String gone(int key) {
        while (shop().isNear(key)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return Long.toString(System.nanoTime());
    }

    private String evict(int key) {
        LockSupport.parkNanos(HEAD_START_NANOS);
        long begin = System.nanoTime();
        shop().products().evict(key);
        return Long.toString(begin);
    }

    private String received(long number) {
        BareTopic bare = Objects.requireNonNull(topic);
        while (!bare.hasReceived(number)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return Long.toString(System.nanoTime());
    }

    private String publish(long number) {
        LockSupport.parkNanos(HEAD_START_NANOS);
        long begin = System.nanoTime();
        Objects.requireNonNull(topic).publish(number);
        return Long.toString(begin);
    }
}
