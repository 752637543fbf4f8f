package dev.terrace.cache.autoconfigure;

import static dev.terrace.cache.autoconfigure.EndpointApplication.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.cache.EntryOptions;
import dev.terrace.cache.autoconfigure.EndpointApplication.Answer;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who may see what, and who may do what. Without a Redis: it is the same with one. */
@ExtendWith(OutputCaptureExtension.class)
class EndpointAccessTests {

    private static final String SECRET = "alice@example.org";

    @Test
    void byDefaultNeitherKeysNorValuesAreShown(CapturedOutput output) throws Exception {
        try (var application = EndpointApplication.start(
                WebApplicationType.SERVLET,
                "spring.jmx.enabled=true",
                "management.endpoints.jmx.exposure.include=terrace",
                "management.server.port=0",
                "management.server.address=127.0.0.1",
                "management.endpoint.terrace.show-values=always")) {
            application.cache("people").put(SECRET, "her value", EntryOptions.tagged("tag:" + SECRET));
            Answer overview = application.get("");
            assertThat(overview.get("keysShown").asBoolean()).isFalse();
            assertThat(overview.get("valuesShown").asBoolean()).isFalse();
            assertThat(overview.get("namespace").isNull()).isTrue();
            assertThat(overview.get("remote").get("state").asString()).isEqualTo("none");
            for (String path :
                    new String[] {"/keys?cache=people", "/key?cache=people&key=" + encoded("'" + SECRET + "'")}) {
                Answer refused = application.get(path);
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.body().toString())
                        .isEqualTo(
                                "{\"refused\":\"keys are not shown\",\"remedy\":\"set management.endpoint.terrace.show-keys\"}");
            }
            assertThat(application.get("/cache?cache=people").get("hotKeys").isNull())
                    .isTrue();
            assertThat(application
                            .post("evict-pattern", "{\"cache\":\"people\",\"pattern\":\"a*\",\"dryRun\":true}")
                            .status())
                    .as("who counts patterns guesses keys")
                    .isEqualTo(403);
            assertNothingIsTold(application, "warm-up", "keys");
            assertNothingIsTold(application, "refresh", "key");
            String evict = "{\"cache\":\"people\",\"key\":\"'%s'\"}".formatted(SECRET);
            assertThat(application
                            .post("evict", evict, "Sec-Fetch-Site", "cross-site")
                            .status())
                    .as("on a port of its own")
                    .isEqualTo(403);
            assertThat(application.cache("people").lookup(SECRET)).isNotNull();
            Answer evicted = application.post("evict", evict);
            assertThat(evicted.get("done").asBoolean()).isTrue();
            assertThat(evicted.get("count").isNull()).isTrue();
            assertThat(application.cache("people").lookup(SECRET)).isNull();
            assertThat(application
                            .post("evict-tag", "{\"tag\":\"tag:%s\"}".formatted(SECRET))
                            .status())
                    .isEqualTo(200);
            assertThat(output.getOut())
                    .contains("Through the endpoint: evict of cache 'people': done")
                    .contains("Through the endpoint: evict-tag of cache '*': done")
                    .doesNotContain(SECRET);
            overJmx(application);
            ConsoleAnswers.assertPageAndParts(application.console());
        }
    }

    /** Whether there is a key or not. */
    private static void assertNothingIsTold(EndpointApplication application, String operation, String parameter) {
        String body = "{\"cache\":\"people\",\"%s\":\"'%s'\"}";
        Answer present = application.post(operation, body.formatted(parameter, SECRET));
        Answer absent = application.post(operation, body.formatted(parameter, "nobody"));
        assertThat(present.status()).isEqualTo(200);
        assertThat(present.body()).isEqualTo(absent.body());
    }

    private static void overJmx(EndpointApplication application) throws Exception {
        application.cache("people").put(SECRET, "her value");
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Terrace");
        Object overview = server.invoke(name, "overview", new Object[0], new String[0]);
        assertThat(((Map<?, ?>) overview).get("keysShown")).isEqualTo(false);
        Object cache = server.invoke(name, "cache", new Object[] {"people"}, new String[] {"java.lang.String"});
        assertThat(((Map<?, ?>) cache).get("entries")).isEqualTo(1L);
        assertThat(cache.toString()).doesNotContain(SECRET);
        String[] texts = {"java.lang.String", "java.lang.String", "java.lang.String"};
        assertThatThrownBy(() -> server.invoke(name, "evictPattern", new Object[] {"people", "alice*", null}, texts))
                .hasStackTraceContaining("dryRun");
        assertThatThrownBy(() -> server.invoke(name, "evictPattern", new Object[] {"people", "alice*", "yes"}, texts))
                .hasStackTraceContaining("neither true nor false");
        assertThat(application.cache("people").lookup(SECRET)).isNotNull();
        Object done = server.invoke(name, "clear", new Object[] {"people"}, new String[] {"java.lang.String"});
        assertThat(((Map<?, ?>) done).get("done")).isEqualTo(true);
        assertThat(application.cache("people").lookup(SECRET)).isNull();
    }

    record Person(String name, int age) {}

    @Test
    void whoMayOnlyReadChangesNothingAndIsShownWhatIsAllowed() {
        try (var application = EndpointApplication.start(
                WebApplicationType.SERVLET,
                "management.endpoint.terrace.access=read-only",
                "management.endpoint.terrace.show-keys=always",
                "management.endpoint.terrace.show-values=always")) {
            application.cache("people").put(1, new Person("Alice", 7));
            application.cache("people").put(2, Thread.currentThread());
            assertThat(application.get("").get("writable").asBoolean()).isFalse();
            for (String operation :
                    new String[] {"evict", "evict-tag", "evict-pattern", "clear", "warm-up", "refresh"}) {
                assertThat(application
                                .post(operation, "{\"cache\":\"people\",\"key\":\"1\"}")
                                .status())
                        .isEqualTo(405);
            }
            assertThat(application.cache("people").lookup(1)).isNotNull();
            assertThat(application.get("/key?cache=people&key=1").get("value").toString())
                    .isEqualTo("{\"name\":\"Alice\",\"age\":7}");
            assertThat(application.get("/key?cache=people&key=2").status()).isEqualTo(200);
        }
    }

    @Test
    void whoDoesNotExposeItHasNoPartOfIt() {
        Contexts.caching()
                .run(context -> assertThat(context)
                        .doesNotHaveBean(TerraceEndpoint.class)
                        .doesNotHaveBean(EndpointReads.class)
                        .doesNotHaveBean(EndpointLatency.class));
    }
}
