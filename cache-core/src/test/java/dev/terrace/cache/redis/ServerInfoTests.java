package dev.terrace.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cache.tier.ServerState;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of replies to INFO that this machine has no server for. */
class ServerInfoTests {

    private static ServerState.Told told(Map<String, String> fields) {
        return (ServerState.Told) new ServerInfo(fields).toState("a:1", null);
    }

    @Test
    void aServerThatTellsNothingIsNoFailure() {
        assertThat(told(Map.of()))
                .isEqualTo(new ServerState.Told(
                        "a:1",
                        null,
                        ServerState.Role.PRIMARY,
                        "",
                        Duration.ZERO,
                        new ServerState.Memory(0, 0, ""),
                        new ServerState.Clients(0, 0),
                        new ServerState.Lookups(0, 0),
                        java.util.List.of(),
                        java.util.List.of()));
    }

    @Test
    void whatIsNoNumberIsNotKnown() {
        assertThat(told(Map.of("maxmemory", "lots", "used_memory", "-1")).memory())
                .isEqualTo(new ServerState.Memory(0, 0, ""));
    }

    @Test
    void databasesThatHoldKeysAreToldByTheirNumbers() {
        Map<String, String> fields =
                Map.of("db12", "keys=1,expires=0", "db3", "keys=7,expires=7", "dbsize", "8", "db0x", "keys=1");
        assertThat(told(fields).databases()).containsExactly(3, 12);
    }

    @Test
    void valkeyHasAVersionOfItsOwn() {
        assertThat(told(Map.of("redis_version", "7.2.4", "valkey_version", "8.1.0"))
                        .version())
                .isEqualTo("8.1.0");
    }

    @Test
    void aReplicaThatFollowsNoMoreIsSoFarBehind() {
        Map<String, String> fields = Map.of(
                "master_repl_offset",
                "1000",
                "slave0",
                "ip=10.0.0.1,port=6379,state=online,offset=900,lag=7",
                "slave1",
                "ip=10.0.0.2,port=6380,state=wait_bgsave,offset=0,lag=0",
                "slave3",
                "ip=10.0.0.3,port=6380,state=online,offset=0,lag=0");
        assertThat(told(fields).replicas())
                .containsExactly(
                        new ServerState.Replica("10.0.0.1:6379", "online", 100, Duration.ofSeconds(7)),
                        new ServerState.Replica("10.0.0.2:6380", "wait_bgsave", 1000, Duration.ZERO));
    }

    @Test
    void aServerThatIsAReplicaItselfSaysSo() {
        assertThat(told(Map.of("role", "slave")).role()).isEqualTo(ServerState.Role.REPLICA);
    }
}
