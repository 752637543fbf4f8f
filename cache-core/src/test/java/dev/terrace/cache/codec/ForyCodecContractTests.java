package dev.terrace.cache.codec;

import dev.terrace.cache.codec.CodecSamples.Sample;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class ForyCodecContractTests extends CodecContract {

    @Override
    Codec codec(ClassLoader classes, List<Class<?>> registered) {
        return new ForyCodec(registered, classes);
    }

    @Override
    Stream<Sample> alsoTakes() {
        return CodecSamples.demanding().filter(sample -> !refuses().containsKey(sample.method()));
    }

    @Override
    Map<String, String> refuses() {
        return Map.of();
    }
}
