package dev.terrace.cache.sample;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A request to lower the prices of a category. */
record Discount(@Nullable BigDecimal percent) {

    private static final BigDecimal ALL = new BigDecimal("100");
    private static final int DECIMALS = 2;

    /**
     * The percentage asked for.
     *
     * @throws BadRequestException if it is not one
     */
    BigDecimal validPercent() {
        if (percent == null) {
            throw new BadRequestException("'percent' is missing; send for example {\"percent\": 10}");
        }
        if (percent.signum() <= 0 || percent.compareTo(ALL) >= 0) {
            throw new BadRequestException("'percent' must be more than 0 and less than 100");
        }
        if (percent.stripTrailingZeros().scale() > DECIMALS) {
            throw new BadRequestException("'percent' must have at most two decimals");
        }
        return percent.setScale(DECIMALS);
    }
}
