package dev.terrace.cache.sample;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;

/** A small shop. Start it twice, the second time with {@code --server.port=8081}, to see two instances share their caches. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableCaching
public class SampleApplication {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Starts one instance. */
    public static void main(String[] args) {
        SpringApplication.run(SampleApplication.class, args);
    }
}
