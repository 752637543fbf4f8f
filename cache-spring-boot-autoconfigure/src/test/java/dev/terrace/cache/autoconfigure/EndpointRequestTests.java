package dev.terrace.cache.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointRequestTests {

    private static int status(@Nullable String site, @Nullable String origin, @Nullable String query) {
        EndpointRequest.Refused refused = new EndpointRequest(site, origin, "shop.example:8080", query).refused();
        return refused == null ? 200 : refused.status();
    }

    @Test
    void aBrowserThatSaysWhereItComesFromIsBelieved() {
        assertThat(status("same-origin", "https://proxy.example", null)).isEqualTo(200);
        assertThat(status("none", null, null)).isEqualTo(200);
        assertThat(status("same-site", "http://shop.example:8080", null)).isEqualTo(403);
        assertThat(status("cross-site", null, null)).isEqualTo(403);
        assertThat(status("what-ever", null, null)).isEqualTo(403);
    }

    @Test
    void anOlderOneMustComeFromThisHost() {
        assertThat(status(null, "http://shop.example:8080", null)).isEqualTo(200);
        assertThat(status(null, "https://SHOP.example:8080", null)).isEqualTo(200);
        assertThat(status(null, "http://shop.example", null)).isEqualTo(403);
        assertThat(status(null, "http://shop.example:8080.evil.example", null)).isEqualTo(403);
        assertThat(status(null, "http://evil.example", null)).isEqualTo(403);
        assertThat(status(null, "null", null)).isEqualTo(403);
    }

    @Test
    void aProxyThatWritesAnotherHostIsNamedAsTheCause() {
        var refused = new EndpointRequest(null, "http://shop.example", "10.0.0.7:8080", null).refused();
        assertThat(refused.body().get("remedy")).contains("let the proxy pass Host on");
    }

    @Test
    void whoIsNoBrowserIsLetThrough() {
        assertThat(status(null, null, null)).isEqualTo(200);
    }

    @Test
    void nothingIsTakenFromTheQuery() {
        assertThat(status(null, null, "operation=clear")).isEqualTo(400);
        assertThat(status(null, null, "")).isEqualTo(200);
    }
}
