package dev.terrace.cache.spring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.cache.interceptor.SimpleKey;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Calls methods and writes down what comes of it, as text that can be compared. */
final class Outcomes {

    /** Under these keys the content of caches is compared. */
    private static final List<Object> KEYS = List.of(
            1,
            2,
            -1,
            "a",
            "both",
            "user 1",
            SimpleKey.EMPTY,
            new SimpleKey((Object) null),
            new SimpleKey(1, 2),
            new SimpleKey(1, null),
            "byGenerator[1]",
            "configured[1]",
            List.of(1, 2));

    private Outcomes() {}

    /** What one call gave, how often its method was called by then, and what its caches hold. */
    static List<String> of(CachingSide side, String bean, String method, List<Object[]> calls) {
        List<String> outcomes = new ArrayList<>();
        Object target = side.context.getBean(bean);
        for (Object[] arguments : calls) {
            outcomes.add(call(target, method, arguments) + ", calls: "
                    + side.methods().calls(method));
        }
        outcomes.add("handled: " + side.handled);
        for (String cache : List.of(method, "value", "others", "first", "second")) {
            outcomes.add(cache + ": " + content(side.manager().getCache(cache)));
        }
        return outcomes;
    }

    private static String call(Object target, String name, Object[] arguments) {
        Method method = Arrays.stream(target.getClass().getMethods())
                .filter(candidate -> candidate.getName().equals(name) && !candidate.isBridge())
                .findFirst()
                .orElseThrow();
        try {
            method.setAccessible(true);
            return "returned " + text(method.invoke(target, method.isVarArgs() ? new Object[] {arguments} : arguments));
        } catch (InvocationTargetException e) {
            return "threw " + chain(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object returned) throws ReflectiveOperationException {
        try {
            if (returned instanceof CompletionStage<?> stage) {
                return "future of "
                        + stage.toCompletableFuture()
                                .orTimeout(20, TimeUnit.SECONDS)
                                .join();
            }
            if (returned instanceof Mono<?> mono) {
                return "mono of "
                        + mono.contextWrite(context -> context.put("who", " somebody"))
                                .map(String::valueOf)
                                .materialize()
                                .map(Outcomes::signal)
                                .block(Duration.ofSeconds(20));
            }
            if (returned instanceof Flux<?> flux) {
                return "flux of "
                        + flux.materialize().map(Outcomes::signal).collectList().block(Duration.ofSeconds(20));
            }
            return String.valueOf(returned);
        } catch (CompletionException e) {
            return "future that failed: " + chain(e);
        }
    }

    private static String signal(reactor.core.publisher.Signal<?> signal) {
        return signal.isOnError() ? "error " + chain(signal.getThrowable()) : signal.getType() + " " + signal.get();
    }

    /** The classes and messages of an exception and its causes. */
    static String chain(Throwable thrown) {
        StringBuilder chain = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage()).replaceAll("@[0-9a-f]+|\\$\\$[\\w$]+|, class=.*", "");
            // The text of an operation shows our resolver and whether it is synchronised.
            chain.append(t.getClass().getName())
                    .append(": ")
                    .append(message.replaceAll("cacheResolver='\\w*'|sync='\\w+'", ""))
                    .append(" < ");
        }
        return chain.toString();
    }

    private static String content(Cache cache) {
        StringBuilder content = new StringBuilder();
        for (Object key : KEYS) {
            ValueWrapper value = cache.get(key);
            if (value != null) {
                content.append(key).append('=').append(value.get()).append(' ');
            }
        }
        return content.toString();
    }
}
