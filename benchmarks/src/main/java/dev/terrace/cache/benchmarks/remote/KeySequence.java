package dev.terrace.cache.benchmarks.remote;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The order in which one thread asks for keys: all of them, shuffled, again and again. */
@State(Scope.Thread)
public class KeySequence {

    private int[] order = {};
    private int at;

    String next(String[] keys) {
        if (order.length != keys.length) {
            order = shuffled(keys.length);
        }
        at = (at + 1) % order.length;
        return keys[order[at]];
    }

    private static int[] shuffled(int count) {
        int[] places = IntStream.range(0, count).toArray();
        Random random = ThreadLocalRandom.current();
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int place = places[i];
            places[i] = places[other];
            places[other] = place;
        }
        return places;
    }
}
