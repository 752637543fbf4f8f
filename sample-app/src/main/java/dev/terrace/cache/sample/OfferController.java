package dev.terrace.cache.sample;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Offers over HTTP. */
@RestController
class OfferController {

    private final Offers offers;

    OfferController(Offers offers) {
        this.offers = offers;
    }

    @GetMapping("/offers/{category}")
    Offer offer(@PathVariable String category, HttpServletResponse response) throws Exception {
        Offer offer = Served.reported(response, () -> offers.of(category));
        if (offer == null) {
            throw new NotFoundException("There is no category '%s'".formatted(category));
        }
        return offer;
    }
}
