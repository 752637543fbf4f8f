package dev.terrace.cache.redis;

import dev.terrace.cache.tier.ServerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode.InfoSection;
import org.redisson.api.redisnode.RedisNodeAsync;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.config.Config;

/** Asks the primaries how they are: a PING, whose time is taken, and then an INFO, each once and over the connections of the client. */
final class ServerInquiry {

    private final ClientSlot client;
    private final LongSupplier nanoTime;

    ServerInquiry(ClientSlot client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
    }

    CompletionStage<List<ServerState>> servers() {
        return client.get().thenCompose(connected -> {
            List<CompletableFuture<ServerState>> states = new ArrayList<>();
            for (Node node : primaries(connected)) {
                states.add(ask(node).toCompletableFuture());
            }
            return CompletableFuture.allOf(states.toArray(CompletableFuture<?>[]::new))
                    .thenApply(done -> states.stream()
                            .map(CompletableFuture::join)
                            .sorted(Comparator.comparing(ServerState::address))
                            .toList());
        });
    }

    private record Node(String address, RedisNodeAsync commands) {

        static <N extends org.redisson.api.redisnode.RedisNode & RedisNodeAsync> Node of(N node) {
            return new Node(
                    node.getAddr().getHostString() + ":" + node.getAddr().getPort(), node);
        }
    }

    private static Collection<Node> primaries(RedissonClient client) {
        Config config = client.getConfig();
        if (config.isClusterConfig()) {
            return client.getRedisNodes(RedisNodes.CLUSTER).getMasters().stream()
                    .map(Node::of)
                    .toList();
        }
        if (config.isSentinelConfig()) {
            return List.of(Node.of(
                    client.getRedisNodes(RedisNodes.SENTINEL_MASTER_SLAVE).getMaster()));
        }
        return List.of(Node.of(client.getRedisNodes(RedisNodes.SINGLE).getInstance()));
    }

    private CompletionStage<ServerState> ask(Node node) {
        return ping(node)
                .thenCompose(ping -> node.commands()
                        .infoAsync(InfoSection.DEFAULT)
                        .handle((fields, failure) -> failure == null
                                ? new ServerInfo(fields).toState(node.address(), ping)
                                : new ServerState.Untold(
                                        node.address(),
                                        ping,
                                        String.valueOf(RedisFailure.of(failure).getMessage()))));
    }

    /** None if it was not answered: Redisson says false then, for whatever reason. */
    private CompletionStage<@Nullable Duration> ping(Node node) {
        long began = nanoTime.getAsLong();
        return node.commands()
                .pingAsync()
                .handle((answered, failure) ->
                        failure == null && answered ? Duration.ofNanos(nanoTime.getAsLong() - began) : null);
    }
}
