package dev.streamslocal.engine.junit;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts what {@link StreamsServer} asks for, at the latest when it is needed; the store of the annotated element closes it. */
final class StreamsServerExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(StreamsServerExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        streams(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        streams(context);
    }

    /** Lets a constructor have the server of the test that it is called for. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestStreams.class;
    }

    @Override
    public TestStreams resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return streams(context);
    }

    /** Those of the nearest annotated element: method, class, enclosing class. */
    private static TestStreams streams(ExtensionContext context) {
        for (var at = Optional.of(context); at.isPresent(); at = at.get().getParent()) {
            var wanted = AnnotationSupport.findAnnotation(at.get().getElement(), StreamsServer.class);
            if (wanted.isPresent()) {
                return streams(at.get(), wanted.get());
            }
        }
        throw new ExtensionConfigurationException("no @StreamsServer around " + context.getDisplayName());
    }

    // The key is that of one element: a store also looks into those of the elements around it.
    private static TestStreams streams(ExtensionContext context, StreamsServer wanted) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(context.getUniqueId(), id -> FreshServer.start(wanted), FreshServer.class)
                .streams();
    }
}
