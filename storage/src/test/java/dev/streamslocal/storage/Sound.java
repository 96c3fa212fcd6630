package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Has a database file checked as {@code streams verify} does. */
final class Sound {

    private Sound() {}

    static VerifyResult check(Path file) {
        VerifyResult result = Verification.of(file);
        assertThat(result.faults()).as("faults of " + file).isEmpty();
        assertThat(result.ok()).isTrue();
        return result;
    }
}
