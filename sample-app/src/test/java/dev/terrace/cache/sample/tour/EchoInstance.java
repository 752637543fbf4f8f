package dev.terrace.cache.sample.tour;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** A second instance that says what it was asked. */
final class EchoInstance extends OtherLauncher {

    boolean fails;

    @SuppressWarnings("NullAway")
    EchoInstance() {
        super(null, null, null);
    }

    @Override
    ConfigurableApplicationContext launch() {
        if (fails) {
            throw new IllegalStateException("no port is free");
        }
        HttpServer server = echo();
        GenericApplicationContext context = new GenericApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "port", Map.of("local.server.port", server.getAddress().getPort())));
        context.addApplicationListener((ContextClosedEvent closed) -> server.stop(0));
        context.refresh();
        return context;
    }

    private static HttpServer echo() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                byte[] answer = "\"%s %s %s\""
                        .formatted(exchange.getRequestMethod(), exchange.getRequestURI(), body)
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("X-Cache", "near");
                exchange.getResponseHeaders().add("Set-Cookie", "not=passed");
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(
                        exchange.getRequestURI().getPath().endsWith("/404") ? 404 : 200, answer.length);
                try (exchange) {
                    exchange.getResponseBody().write(answer);
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
