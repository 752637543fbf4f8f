package dev.terrace.cache.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTests {

    @ParameterizedTest
    @ValueSource(strings = {"0.01", "12.5", "12.50", "1e3", "12.500", "1000000", "999999.99"})
    void aPriceIsGivenTwoDecimals(String price) {
        BigDecimal valid = new PriceChange(new BigDecimal(price)).validPrice();

        assertThat(valid).isEqualByComparingTo(price);
        assertThat(valid.scale()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.001", "12.345", "1000000.01", "1e7", "1e-999999999", "1e999999999"})
    void aPriceThatIsNoneIsRefused(String price) {
        PriceChange change = new PriceChange(new BigDecimal(price));

        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(change::validPrice)
                .satisfies(e -> assertThat(e.getBody().getDetail()).contains("'price'"));
    }

    @Test
    void aMissingNumberIsRefusedWithAnExample() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> new PriceChange(null).validPrice())
                .satisfies(e -> assertThat(e.getBody().getDetail()).contains("{\"price\": 12.5}"));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> new Discount(null).validPercent())
                .satisfies(e -> assertThat(e.getBody().getDetail()).contains("{\"percent\": 10}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.01", "10", "12.5", "99.99"})
    void aPercentageMayHaveTwoDecimals(String percent) {
        assertThat(new Discount(new BigDecimal(percent)).validPercent()).isEqualByComparingTo(percent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "100", "1e9", "0.001"})
    void aPercentageThatIsNoneIsRefused(String percent) {
        Discount discount = new Discount(new BigDecimal(percent));

        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(discount::validPercent)
                .satisfies(e -> assertThat(e.getBody().getDetail()).contains("'percent'"));
    }
}
