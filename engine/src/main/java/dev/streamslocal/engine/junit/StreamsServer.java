package dev.streamslocal.engine.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts a fresh server on 127.0.0.1 and a free port: one for a class of tests, or one for a single test, which goes before that of its class.
 * Each invocation of a repeated or parameterised test gets its own then.
 *
 * <p>It is handed to parameters of type {@link TestStreams}. A {@code @Nested} class shares the server of the class around it unless it
 * carries this annotation itself. Data lies in a temporary directory that goes with the server. A server that cannot start fails the
 * test with the message of the {@link dev.streamslocal.engine.StartException}. Classes may run in parallel.
 *
 * {@snippet class="dev.streamslocal.engine.examples.OrdersExampleIT" region="class"}
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(StreamsServerExtension.class)
public @interface StreamsServer {

    /** Name of the server, which its exports and its directory show; those of other tests may have the same. */
    String name() default "test";

    /** {@code full}, {@code normal} or {@code off}. What a test has written need not survive a power cut, so nothing is synced. */
    String durability() default "off";

    /**
     * Settings as {@code NAME=value}, such as {@code DS_READ_MAX_BYTES=1000}; a name that no server knows is refused. The environment
     * of the process is not read, so that a test runs the same everywhere.
     */
    String[] variables() default {};
}
