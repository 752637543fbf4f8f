package dev.terrace.cache.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.SimpleKeyGenerator;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.StringUtils;

/**
 * Makes the key that Spring would make, from the arguments alone: for no key at all, for one argument, {@code #id}, {@code #p0},
 * {@code #a0}, and for a property of one, {@code #user.id}. Evaluation contexts are what makes Spring's way costly, not SpEL.
 */
@FunctionalInterface
interface ArgumentKeys {

    /** The key, or null if Spring must be asked, also for the message of an error. */
    @Nullable
    Object keyOf(@Nullable Object[] arguments);

    /** The names that stand for something else in SpEL, or in Spring's cache expressions. */
    Set<String> RESERVED = Set.of("result", "root", "this");

    /**
     * The keys of an operation.
     *
     * @param keyGenerator the aspect's own
     * @return null if only Spring can make them
     */
    static @Nullable ArgumentKeys of(
            CacheOperation operation, Method method, Class<?> targetClass, Supplier<KeyGenerator> keyGenerator) {
        Method called = BridgeMethodResolver.findBridgedMethod(method);
        if (called.isVarArgs() || StringUtils.hasText(operation.getKeyGenerator())) {
            return null;
        }
        String expression = operation.getKey();
        if (!StringUtils.hasText(expression)) {
            boolean simple = keyGenerator.get().getClass() == SimpleKeyGenerator.class;
            return simple ? SimpleKeyGenerator::generateKey : null;
        }
        Method target = Proxy.isProxyClass(targetClass) ? called : AopUtils.getMostSpecificMethod(method, targetClass);
        Map<String, Integer> variables = variables(target);
        return RESERVED.stream().anyMatch(variables::containsKey) ? null : parsed(expression, variables);
    }

    /** The argument behind each name. Of two that share one, the later has it, as in Spring's context. */
    private static Map<String, Integer> variables(Method method) {
        @Nullable
        String @Nullable [] names =
                DefaultParameterNameDiscoverer.getSharedInstance().getParameterNames(method);
        Map<String, Integer> variables = new HashMap<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            variables.put("a" + i, i);
            variables.put("p" + i, i);
            if (names != null && names[i] != null) {
                variables.put(names[i], i);
            }
        }
        return variables;
    }

    private static @Nullable ArgumentKeys parsed(String expression, Map<String, Integer> variables) {
        SpelNode root;
        try {
            root = ((SpelExpression) new SpelExpressionParser().parseExpression(expression)).getAST();
        } catch (ParseException e) {
            return null;
        }
        Integer index = variable(root, variables);
        if (index != null) {
            return arguments -> arguments[index];
        }
        if (!(root instanceof CompoundExpression) || root.getChildCount() != 2) {
            return null;
        }
        Integer owner = variable(root.getChild(0), variables);
        return owner != null && root.getChild(1) instanceof PropertyOrFieldReference property && !property.isNullSafe()
                ? new PropertyKeys(owner, property.getName())
                : null;
    }

    private static @Nullable Integer variable(SpelNode node, Map<String, Integer> variables) {
        return node instanceof VariableReference
                ? variables.get(node.toStringAST().substring(1))
                : null;
    }
}
