package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.testing.TestRedis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.WebApplicationType;

/** The endpoint over Spring WebFlux. */
class EndpointWebFluxIntegrationTests extends EndpointContract {

    private static final TestRedis REDIS = TestRedis.start();
    private static EndpointApplication application;

    @BeforeAll
    static void start() {
        List<String> properties = new ArrayList<>(List.of(EndpointContract.properties(REDIS.url())));
        properties.add("terrace.cache.coherence.lanes=3");
        application = EndpointApplication.start(WebApplicationType.REACTIVE, properties.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        application.close();
        REDIS.close();
    }

    @Override
    int lanes() {
        return 3;
    }

    @Override
    EndpointApplication application() {
        return application;
    }
}
