package dev.terrace.cache.figures;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.core.ResolvableType;

/** What is encoded for the figures: the same in each run. */
public final class FormatValues {

    private static final String[] WORDS =
            ("bolt nut screw washer steel brass zinc plated thread metric hexagon head socket flat"
                            + " round long short fine coarse box piece price stock order delivery days grade strength outdoor")
                    .split(" ");

    private final SplittableRandom random = new SplittableRandom(42);

    /** A bean as applications have them; no record, since Spring's serializer finds no type for those. */
    public static class Product implements Serializable {
        private static final long serialVersionUID = 1L;

        public long id;
        public String name;
        public BigDecimal price;
        public boolean available;
        public double rating;
        public ArrayList<String> categories;
        public String description;

        @Override
        public boolean equals(Object other) {
            return other instanceof Product product
                    && id == product.id
                    && name.equals(product.name)
                    && price.equals(product.price)
                    && categories.equals(product.categories)
                    && description.equals(product.description);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(id);
        }
    }

    /** A value and the type that a method would declare for it. */
    record Sample(Object value, Type type) {}

    static Map<String, Sample> all() {
        FormatValues values = new FormatValues();
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put("object, 1 KB", new Sample(values.product(120), Product.class));
        all.put("list of 50", new Sample(values.products(50, 12), listOf()));
        all.put("JSON of 100 KB", new Sample(values.products(250, 42), listOf()));
        all.put("float[], 1 MiB", new Sample(values.floats(), float[].class));
        return all;
    }

    private static Type listOf() {
        return ResolvableType.forClassWithGenerics(List.class, Product.class).getType();
    }

    private Product product(int words) {
        Product product = new Product();
        product.id = random.nextLong(1_000_000);
        product.name = words(4);
        product.price = BigDecimal.valueOf(random.nextInt(100_000), 2);
        product.available = random.nextBoolean();
        product.rating = random.nextInt(50) / 10.0;
        product.categories = new ArrayList<>(List.of(words(1), words(2)));
        product.description = words(words);
        return product;
    }

    private ArrayList<Product> products(int count, int words) {
        return IntStream.range(0, count).mapToObj(i -> product(words)).collect(Collectors.toCollection(ArrayList::new));
    }

    private String words(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> WORDS[random.nextInt(WORDS.length)])
                .collect(Collectors.joining(" "));
    }

    private float[] floats() {
        float[] floats = new float[1 << 18];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) random.nextDouble(-1, 1);
        }
        return floats;
    }
}
