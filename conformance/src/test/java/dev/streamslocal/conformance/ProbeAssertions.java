package dev.streamslocal.conformance;

import org.assertj.core.api.Assertions;

/** AssertJ's assertions and our own for answers behind one static import. */
final class ProbeAssertions extends Assertions {
    private ProbeAssertions() {}

    static AnswerAssert assertThat(Answer answer) {
        return new AnswerAssert(answer);
    }
}
