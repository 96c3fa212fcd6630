package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class IoReasonTest {
    private static final Path SUBJECT = Path.of("/data/dev");

    @Test
    void of_reasonInTheTypeAlone_isPutInWords() {
        assertThat(told(new NoSuchFileException("/data"))).isEqualTo("/data/dev: /data: No such file or directory");
        assertThat(told(new FileAlreadyExistsException("/data"))).isEqualTo("/data/dev: /data: File exists");
        assertThat(told(new NotDirectoryException("/data"))).isEqualTo("/data/dev: /data: Not a directory");
        assertThat(told(new DirectoryNotEmptyException("/data"))).isEqualTo("/data/dev: /data: Directory not empty");
        assertThat(told(new AccessDeniedException("/data"))).isEqualTo("/data/dev: /data: Permission denied");
        assertThat(told(new FileSystemException("/data"))).isEqualTo("/data/dev: /data: FileSystemException");
    }

    @Test
    void of_fileThatIsTheSubject_isNamedOnce() {
        assertThat(told(new FileSystemException("/data/dev", null, "Read-only file system")))
                .isEqualTo("/data/dev: Read-only file system");
        assertThat(told(new AccessDeniedException("/data/dev"))).isEqualTo("/data/dev: Permission denied");
    }

    @Test
    void of_otherFailure_isItsMessage() {
        assertThat(told(new IOException("No space left on device"))).isEqualTo("/data/dev: No space left on device");
    }

    private static String told(IOException failure) {
        return IoReason.of(SUBJECT, failure);
    }
}
