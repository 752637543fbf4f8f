package dev.terrace.cache.redis;

import dev.terrace.cache.tier.RemoteTierException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.redisson.client.NettyHook;
import org.redisson.client.handler.ErrorsLoggingHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Redisson from writing each TLS handshake that fails to the log, with its stack, at every attempt; and remembers why the
 * server ended one. With TLS 1.3 it does so after the handshake, so that what fails is a command without a reply. Thread-safe.
 */
final class TlsErrors {

    private static final Logger log = LoggerFactory.getLogger("dev.terrace.cache");

    private final AtomicReference<@Nullable String> last = new AtomicReference<>();

    /** What is done to each connection, after what another hook does. */
    NettyHook after(NettyHook other) {
        return new NettyHook() {
            @Override
            public void afterBoostrapInitialization(Bootstrap bootstrap) {
                other.afterBoostrapInitialization(bootstrap);
            }

            @Override
            public void afterChannelInitialization(Channel channel) {
                other.afterChannelInitialization(channel);
                if (channel.pipeline().get(ErrorsLoggingHandler.class) != null) {
                    channel.pipeline().replace(ErrorsLoggingHandler.class, null, new Errors());
                }
            }
        };
    }

    /** An attempt to connect begins. */
    void forget() {
        last.set(null);
    }

    /** The failure of an attempt to connect, or what the server said meanwhile. */
    Throwable explain(Throwable failure) {
        String reason = last.get();
        return reason == null ? failure : new RemoteTierException(reason);
    }

    private final class Errors extends ErrorsLoggingHandler {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
            String reason = TlsFailure.reason(cause);
            if (reason == null) {
                super.exceptionCaught(context, cause);
            } else {
                last.set(reason);
                log.debug("{}", reason);
            }
        }
    }
}
