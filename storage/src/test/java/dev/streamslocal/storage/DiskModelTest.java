package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What syncs that fail leave of a file, which the tests of power cuts rely on. */
class DiskModelTest {

    private static final int FILE = 1;

    private final DiskModel model = new DiskModel(Map.of(FILE, new byte[0]));

    private void write(int offset, int value) {
        model.apply(new DiskChange.Written(FILE, offset, new byte[] {(byte) value}));
    }

    private void begin(int ticket) {
        model.apply(new DiskChange.SyncBegun(FILE, ticket));
    }

    private void end(int ticket, boolean succeeded) {
        model.apply(new DiskChange.SyncEnded(FILE, ticket, succeeded));
    }

    private byte[] afterTheCut() {
        return model.cut(DiskModel.Cut.LOST, new Random(0)).getOrDefault(FILE, new byte[0]);
    }

    @Test
    void whatASyncCovers_isThere_andNothingElse() {
        write(0, 1);
        begin(1);
        write(1, 2);
        end(1, true);
        assertThat(afterTheCut()).containsExactly(1);
    }

    @Test
    void whatWasWrittenBeforeAFailedSync_isNotMadeDurableByALaterOne() {
        write(0, 1);
        begin(1);
        end(1, false);
        write(1, 2);
        begin(2);
        end(2, true);
        assertThat(afterTheCut()).containsExactly(0, 2);
    }

    @Test
    void syncThatWasUnderWayWhileAnotherFailed_keepsWhatItCovers() {
        write(0, 1);
        begin(1);
        begin(2);
        end(2, false);
        end(1, true);
        assertThat(afterTheCut()).containsExactly(1);
    }
}
