package dev.terrace.cache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.TypeReference;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** An application with our annotations can be processed ahead of time. */
class AheadOfTimeTests {

    @Test
    void theAdvisorIsRegisteredAndTheRootOfExpressionsCanBeRead() throws IOException {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        DefaultGenerationContext generation =
                new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(AheadOfTimeTests.class)), files);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.register(AnnotatedContext.Caching.class, AnnotationExamples.Model.class);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        }
        generation.writeGeneratedContent();
        String sources = files.getGeneratedFiles(Kind.SOURCE).keySet().stream()
                .map(path -> content(files, path))
                .collect(Collectors.joining());
        assertThat(sources).contains("terraceEvictTagsAdvisor", "new EvictTagsAdvisor(");
        assertThat(generation.getRuntimeHints().reflection().getTypeHint(TypeReference.of(CallRoot.class)))
                .satisfies(
                        hint -> assertThat(hint.getMemberCategories()).contains(MemberCategory.INVOKE_PUBLIC_METHODS));
    }

    private static String content(InMemoryGeneratedFiles files, String path) {
        try {
            return files.getGeneratedFileContent(Kind.SOURCE, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
