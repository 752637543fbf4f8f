package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.spring.TerraceCache;
import dev.terrace.cache.spring.TerraceCacheManager;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application with caches and an actuator, on a port of the loopback interface, and somebody who asks its endpoint. */
final class EndpointApplication implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    static class Application {}

    private EndpointApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static EndpointApplication start(WebApplicationType type, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.main.banner-mode=off",
                "spring.jmx.enabled=false",
                "management.endpoints.web.exposure.include=terrace,terraceconsole",
                "terrace.cache.namespace=endpoint"));
        all.addAll(Arrays.asList(properties));
        return new EndpointApplication(new SpringApplicationBuilder(Application.class)
                .web(type)
                .properties(all.toArray(String[]::new))
                .run());
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    TerraceCacheManager manager() {
        return context.getBean(TerraceCacheManager.class);
    }

    TerraceCache cache(String name) {
        return manager().getTerraceCache(name);
    }

    /** What somebody is told. */
    record Answer(int status, JsonNode body) {
        JsonNode get(String name) {
            return body.get(name);
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String operation, String json, String... headers) {
        HttpRequest.Builder request = request("/" + operation)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(at("terrace" + path));
    }

    URI console() {
        return at("terraceconsole");
    }

    private URI at(String path) {
        Environment environment = context.getEnvironment();
        String port =
                environment.getProperty("local.management.port", environment.getProperty("local.server.port", ""));
        return URI.create("http://127.0.0.1:%s/actuator/%s".formatted(port, path));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            String body = response.body();
            return new Answer(response.statusCode(), JSON.readTree(body.isEmpty() ? "null" : body));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A value within a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        context.close();
    }
}
