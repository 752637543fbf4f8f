package dev.terrace.cache.sample.tour;

import dev.terrace.cache.sample.SampleApplication;
import dev.terrace.cache.sample.redis.RedisSwitch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Starts the sample once more, as this one was started, on a free port of the loopback interface. */
@Component
class OtherLauncher {

    /** What the two have in common, however this one came to it. */
    private static final List<String> SHARED =
            List.of("sample.directory", "sample.query-time", "spring.application.name", "spring.datasource.url");

    private static final List<String> OWN = List.of("server.", "terrace.cache.redis.url");

    private final ApplicationArguments arguments;
    private final Environment environment;
    private final ObjectProvider<RedisSwitch> redis;

    OtherLauncher(ApplicationArguments arguments, Environment environment, ObjectProvider<RedisSwitch> redis) {
        this.arguments = arguments;
        this.environment = environment;
        this.redis = redis;
    }

    ConfigurableApplicationContext launch() {
        SpringApplication application = new SpringApplication(SampleApplication.class);
        // The log is that of this process.
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        return application.run(arguments().toArray(String[]::new));
    }

    /** An argument that is given twice would be read as a list. */
    private List<String> arguments() {
        List<String> result = new ArrayList<>();
        for (String argument : arguments.getSourceArgs()) {
            if (Stream.concat(OWN.stream(), SHARED.stream()).noneMatch(name -> argument.startsWith("--" + name))) {
                result.add(argument);
            }
        }
        for (String name : SHARED) {
            result.add("--" + name + "=" + environment.getRequiredProperty(name));
        }
        result.addAll(List.of("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off"));
        // It is told where the Redis is, so it does not own it.
        redis.ifAvailable(own -> result.add("--terrace.cache.redis.url=redis://127.0.0.1:" + own.port()));
        return result;
    }
}
