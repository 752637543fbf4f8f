package dev.terrace.cache.autoconfigure;

import dev.terrace.cache.codec.CborCodec;
import dev.terrace.cache.codec.ForyCodec;
import dev.terrace.cache.codec.JavaCodec;
import dev.terrace.cache.codec.RawCodec;
import org.apache.fory.Fory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** The codecs beside JSON: those that need no library, and each whose library is there. */
@Configuration(proxyBeanMethods = false)
class TerraceCodecsConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RawCodec terraceRawCodec() {
        return new RawCodec();
    }

    @Bean
    @ConditionalOnMissingBean
    JavaCodec terraceJavaCodec(BeanFactory beans) {
        return new JavaCodec(FormatBeans.allowed(beans), ClassUtils.getDefaultClassLoader());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(CBORMapper.class)
    static class Cbor {

        /** With the mapper of the application, else with what its JSON mapper knows of its classes. */
        @Bean
        @ConditionalOnMissingBean
        CborCodec terraceCborCodec(BeanFactory beans) {
            CBORMapper mapper = beans.getBeanProvider(CBORMapper.class).getIfUnique(() -> asJson(beans));
            return new CborCodec(mapper, FormatBeans.allowed(beans), ClassUtils.getDefaultClassLoader());
        }

        private static CBORMapper asJson(BeanFactory beans) {
            JsonMapper json = beans.getBeanProvider(JsonMapper.class).getIfUnique(JsonMapper::shared);
            return CBORMapper.builder().addModules(json.registeredModules()).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Fory.class)
    static class ApacheFory {

        @Bean
        @ConditionalOnMissingBean
        ForyCodec terraceForyCodec(TerraceCacheProperties properties) {
            return new ForyCodec(properties.codecs().fory().classes(), ClassUtils.getDefaultClassLoader());
        }
    }
}
