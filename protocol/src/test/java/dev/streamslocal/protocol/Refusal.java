package dev.streamslocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Expects a call to be answered by a problem. */
final class Refusal {

    private Refusal() {}

    static void assertBadRequest(String message, ThrowingCallable call) {
        assertProblem(Problem.badRequest(message), call);
    }

    static void assertProblem(Problem problem, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }
}
