package dev.terrace.cache.redis;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.redisson.client.NettyHook;

/**
 * Closes a connection on which nothing has come back for a while after something was sent. A firewall or a balancer that has
 * forgotten a connection tells nobody: each command on it would time out until Redisson's own ping fails, up to a minute later, or
 * for ever if the pings are refused too. What is closed is made anew by Redisson.
 */
final class SilentConnections implements NettyHook {

    private final Duration longest;
    private final NettyHook other;

    /**
     * @param longest how long a server may say nothing, longer than any command may take
     * @param other a hook that is called too
     */
    SilentConnections(Duration longest, NettyHook other) {
        this.longest = longest;
        this.other = other;
    }

    @Override
    public void afterBoostrapInitialization(Bootstrap bootstrap) {
        other.afterBoostrapInitialization(bootstrap);
    }

    /** First of all handlers, so that any byte counts, of TLS too. */
    @Override
    public void afterChannelInitialization(Channel channel) {
        other.afterChannelInitialization(channel);
        channel.pipeline().addFirst(new Watch(channel, longest.toNanos()));
    }

    /** The watch over one connection, on the thread of that. There is one timer at most, however much is sent. */
    private static final class Watch extends ChannelDuplexHandler {

        private final Channel channel;
        private final long longestNanos;
        private final ChannelFutureListener sent = future -> sent();
        private boolean timed;
        private boolean waiting;
        private long waitingSince;

        Watch(Channel channel, long longestNanos) {
            this.channel = channel;
            this.longestNanos = longestNanos;
        }

        /** Sending may take long, and is no silence. */
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            var ignored = context.write(message, promise.unvoid().addListener(sent));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            waiting = false;
            context.fireChannelRead(message);
        }

        private void sent() {
            if (!waiting) {
                waiting = true;
                waitingSince = System.nanoTime();
            }
            if (!timed) {
                lookAfter(longestNanos);
            }
        }

        private void lookAfter(long nanos) {
            timed = true;
            var ignored = channel.eventLoop().schedule((Runnable) this::look, nanos, TimeUnit.NANOSECONDS);
        }

        private void look() {
            timed = false;
            if (!waiting || !channel.isOpen()) {
                return;
            }
            long left = longestNanos - (System.nanoTime() - waitingSince);
            if (left > 0) {
                lookAfter(left);
            } else {
                var ignored = channel.close();
            }
        }
    }
}
