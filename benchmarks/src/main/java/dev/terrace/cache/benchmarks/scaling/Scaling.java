package dev.terrace.cache.benchmarks.scaling;

import dev.terrace.cache.benchmarks.RedisProcess;
import java.util.stream.Stream;

/** Prints the tables of docs/scaling.md, from the costs of this machine. */
public final class Scaling {

    private Scaling() {}

    public static void main(String[] arguments) throws Exception {
        try (RedisProcess redis = new RedisProcess();
                Costs measured = new Costs(redis.address())) {
            Costs.Of costs = measured.all();
            System.out.println(Cost.HEAD);
            Stream.of(
                            costs.hit(),
                            costs.together(),
                            costs.miss(),
                            costs.put(),
                            costs.evict(),
                            costs.heard(),
                            costs.evictByTag(),
                            costs.header(),
                            costs.sync(),
                            costs.announcement())
                    .map(Cost::row)
                    .forEach(System.out::println);
            new Projection(costs).print();
        }
    }
}
