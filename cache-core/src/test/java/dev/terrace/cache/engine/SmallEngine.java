package dev.terrace.cache.engine;

import dev.terrace.cache.CachePolicy;
import dev.terrace.cache.codec.Codec;
import dev.terrace.cache.codec.KeyEncoder;
import dev.terrace.cache.codec.ValueFormats;
import dev.terrace.cache.coherence.Coherence;
import dev.terrace.cache.coherence.CoherenceSettings;
import dev.terrace.cache.coherence.LocalCoherence;
import dev.terrace.cache.coherence.RemoteCoherence;
import dev.terrace.cache.fixture.ManualTime;
import dev.terrace.cache.near.NearEntry;
import dev.terrace.cache.simulation.TwinServer;
import dev.terrace.cache.tier.RemoteTier;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One instance whose time and threads a test owns: everything happens on the thread that asks, unless the test says otherwise. */
final class SmallEngine {

    final ManualTime time;
    final CacheEngine engine;

    private SmallEngine(ManualTime time, CacheEngine engine) {
        this.time = time;
        this.engine = engine;
    }

    static SmallEngine nearOnly() {
        return nearOnly(Runnable::run, CallerContext.NONE);
    }

    static SmallEngine nearOnly(Executor loaders, CallerContext context) {
        return nearOnly(new ManualTime(), Runnable::run, loaders, context);
    }

    static SmallEngine nearOnly(ManualTime time, Executor executor, Executor loaders, CallerContext context) {
        return new SmallEngine(
                time, engine(null, new LocalCoherence(time), new NearRegistry(), time, executor, loaders, context));
    }

    static SmallEngine joined(TwinServer server, ManualTime time) {
        return joined(server, time, tier -> tier, Runnable::run, Runnable::run);
    }

    static SmallEngine joined(
            TwinServer server,
            ManualTime time,
            UnaryOperator<RemoteTier> between,
            Executor executor,
            Executor loaders) {
        RemoteTier tier = between.apply(server.connect().tier());
        NearRegistry near = new NearRegistry();
        CoherenceSettings settings = new CoherenceSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                true,
                Duration.ZERO,
                Duration.ofMillis(300));
        RemoteCoherence coherence = new RemoteCoherence(new RemoteCoherence.Parts(
                "i" + System.identityHashCode(near), tier, settings, time, time, near, event -> {}));
        CacheEngine engine = engine(tier, coherence, near, time, executor, loaders, CallerContext.NONE);
        coherence.start();
        time.run();
        return new SmallEngine(time, engine);
    }

    private static CacheEngine engine(
            @Nullable RemoteTier tier,
            Coherence coherence,
            NearRegistry near,
            ManualTime time,
            Executor executor,
            Executor loaders,
            CallerContext context) {
        return new CacheEngine(new EngineParts(
                tier,
                coherence,
                near,
                new KeyEncoder(),
                ValueFormats.of(new Text()),
                RemoteNames.PLAIN,
                List.of(),
                NearEntry::plain,
                time,
                new Random(1),
                executor,
                executor,
                loaders,
                context,
                time,
                time,
                event -> {},
                Duration.ofMillis(300)));
    }

    DefaultTieredCache cache(CachePolicy policy) {
        return engine.create("products", policy);
    }

    private static final class Text implements Codec {
        @Override
        public String name() {
            return "json";
        }

        @Override
        public short id() {
            return 99;
        }

        @Override
        public Encoded encode(Object value, Type declared) {
            return new Encoded(((String) value).getBytes(StandardCharsets.UTF_8), "");
        }

        @Override
        public Object decode(ByteBuffer payload, String type, Type declared) {
            return StandardCharsets.UTF_8.decode(payload).toString();
        }
    }
}
