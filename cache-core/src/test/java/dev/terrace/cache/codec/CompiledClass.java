package dev.terrace.cache.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A class as it is in one version of an application: compiled in memory, in a class loader of its own. */
final class CompiledClass extends ClassLoader {

    private final Map<String, ByteArrayOutputStream> compiled = new HashMap<>();

    private CompiledClass() {
        super(CompiledClass.class.getClassLoader());
    }

    static Class<?> of(String name, String source) {
        CompiledClass loader = new CompiledClass();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file = new SimpleJavaFileObject(uri(name, ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        List<String> options = List.of("-proc:none", "-parameters");
        if (!compiler.getTask(null, loader.new Files(files), null, options, null, List.of(file))
                .call()) {
            throw new AssertionError("It does not compile: " + source);
        }
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static URI uri(String name, String extension) {
        return URI.create("memory:///" + name.replace('.', '/') + extension);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        ByteArrayOutputStream bytes = compiled.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes.toByteArray(), 0, bytes.size());
    }

    private final class Files extends ForwardingJavaFileManager<JavaFileManager> {

        Files(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) throws IOException {
            return new SimpleJavaFileObject(uri(name, ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return compiled.computeIfAbsent(name, key -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
