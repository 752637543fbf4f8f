package dev.terrace.cache.codec;

import dev.terrace.cache.codec.CodecSamples.Sample;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.dataformat.cbor.CBORMapper;

class CborCodecContractTests extends CodecContract {

    @Override
    Codec codec(ClassLoader classes, List<Class<?>> registered) {
        return new CborCodec(
                CBORMapper.shared(), new TypeAllowList(List.of(CodecSamples.PACKAGE, "com.acme")), classes);
    }

    @Override
    Stream<Sample> alsoTakes() {
        return CodecSamples.demanding().filter(sample -> !refuses().containsKey(sample.method()));
    }

    @Override
    Map<String, String> refuses() {
        return Map.of("payments", "@JsonTypeInfo");
    }
}
