package dev.terrace.cache.sample;

import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Products over HTTP. */
@RestController
@RequestMapping("/products/{id}")
class ProductController {

    private final Catalogue catalogue;

    ProductController(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @GetMapping
    Product product(@PathVariable long id, HttpServletResponse response) throws Exception {
        Product product = Served.reported(response, () -> catalogue.product(id));
        if (product == null) {
            throw missing(id);
        }
        return product;
    }

    /** What was changed to what. It says nothing of a tier: no read served it. */
    record NewPrice(long id, BigDecimal price) {}

    @PutMapping("/price")
    NewPrice changePrice(@PathVariable long id, @RequestBody PriceChange change) {
        BigDecimal price = change.validPrice();
        if (!catalogue.changePrice(id, price)) {
            throw missing(id);
        }
        return new NewPrice(id, price);
    }

    private static NotFoundException missing(long id) {
        return new NotFoundException("There is no product " + id);
    }
}
