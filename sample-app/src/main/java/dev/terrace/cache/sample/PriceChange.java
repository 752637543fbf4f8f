package dev.terrace.cache.sample;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A request to change a price. */
record PriceChange(@Nullable BigDecimal price) {

    private static final BigDecimal MAXIMUM = new BigDecimal("1000000");
    private static final int DECIMALS = 2;

    /**
     * The price asked for.
     *
     * @throws BadRequestException if it is not one
     */
    BigDecimal validPrice() {
        if (price == null) {
            throw new BadRequestException("'price' is missing; send for example {\"price\": 12.5}");
        }
        if (price.signum() <= 0 || price.compareTo(MAXIMUM) > 0) {
            throw new BadRequestException("'price' must be more than 0 and at most " + MAXIMUM);
        }
        if (price.stripTrailingZeros().scale() > DECIMALS) {
            throw new BadRequestException("'price' must have at most two decimals");
        }
        return price.setScale(DECIMALS);
    }
}
