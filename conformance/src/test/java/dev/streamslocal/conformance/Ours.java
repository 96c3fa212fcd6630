package dev.streamslocal.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.extension.ExtendWith;

/** Marks a rule in which our server differs from the original on purpose; the value names the deviation or decision, for example {@code D6}. */
@Retention(RetentionPolicy.RUNTIME)
@java.lang.annotation.Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(TargetCondition.class)
@interface Ours {
    String value();
}
