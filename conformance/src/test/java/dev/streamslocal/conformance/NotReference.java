package dev.streamslocal.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.extension.ExtendWith;

/** Marks a rule that the protocol's reference server does not follow; the value says what it does instead or lacks. */
@Retention(RetentionPolicy.RUNTIME)
@java.lang.annotation.Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(TargetCondition.class)
@interface NotReference {
    String value();
}
