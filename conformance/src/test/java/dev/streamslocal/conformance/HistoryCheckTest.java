package dev.streamslocal.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Histories made by hand: good ones pass, and each kind of anomaly is found. */
class HistoryCheckTest {
    private final List<HistoryOp> history = new ArrayList<>();

    private HistoryCheckTest at(long invoked, long answered, HistoryEffect effect) {
        history.add(new HistoryOp(0, invoked, answered, effect));
        return this;
    }

    private HistoryCheckTest created(long invoked, long answered, int incarnation) {
        return at(invoked, answered, new HistoryEffect.Created(incarnation));
    }

    private HistoryCheckTest deleted(long invoked, long answered) {
        return at(invoked, answered, new HistoryEffect.Deleted());
    }

    private HistoryCheckTest appended(long invoked, long answered, int incarnation, int value, int place) {
        return at(invoked, answered, new HistoryEffect.Appended(incarnation, value, place, false));
    }

    private HistoryCheckTest closed(long invoked, long answered, int tail) {
        return at(invoked, answered, new HistoryEffect.Closed(tail));
    }

    private HistoryCheckTest read(long invoked, long answered, int incarnation, int from, Integer... values) {
        return at(invoked, answered, new HistoryEffect.Read(incarnation, from, Arrays.asList(values), true, false));
    }

    private HistoryCheckTest readClosed(long invoked, long answered, int incarnation, int from, Integer... values) {
        return at(invoked, answered, new HistoryEffect.Read(incarnation, from, Arrays.asList(values), true, true));
    }

    private HistoryCheckTest missing(long invoked, long answered) {
        return at(invoked, answered, new HistoryEffect.Missing());
    }

    private void isRight() {
        assertThat(HistoryCheck.faults(history)).isEmpty();
    }

    private void isWrong(String fault) {
        assertThat(HistoryCheck.faults(history)).singleElement().asString().contains(fault);
    }

    @Test
    void oneAfterTheOther_isRight() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).read(4, 5, 1, 0, 10).appended(6, 7, 1, 11, 1);
        read(8, 9, 1, 1, 11)
                .closed(10, 11, 2)
                .readClosed(12, 13, 1, 2)
                .deleted(14, 15)
                .missing(16, 17);
        created(18, 19, 2).appended(20, 21, 2, 12, 0).read(22, 23, 2, 0, 12);
        isRight();
    }

    @Test
    void atTheSameTime_anyOrderThatFits_isRight() {
        created(0, 1, 1).appended(2, 20, 1, 10, 1).appended(3, 19, 1, 11, 0).read(4, 18, 1, 0);
        read(5, 17, 1, 0, 11).read(6, 16, 1, 0, 11, 10);
        isRight();
    }

    @Test
    void unanswered_maybeAndMaybeNot_isRight() {
        created(0, 1, 1).appended(2, HistoryOp.NEVER, 1, 10, HistoryEffect.UNKNOWN);
        appended(3, HistoryOp.NEVER, 1, 11, HistoryEffect.UNKNOWN)
                .read(4, 5, 1, 0)
                .read(6, 7, 1, 0, 11);
        isRight();
    }

    @Test
    void unanswered_neverRead_stillTakesItsPlace() {
        created(0, 1, 1).appended(2, HistoryOp.NEVER, 1, 10, HistoryEffect.UNKNOWN);
        appended(3, 4, 1, 11, 1);
        isRight();
    }

    @Test
    void deletesAndCreatesAtTheSameTime_areTakenApart() {
        created(0, 1, 1)
                .deleted(2, 20)
                .created(3, 21, 2)
                .deleted(4, 22)
                .created(5, 23, 3)
                .missing(6, 24);
        appended(7, 25, 2, 10, 0).read(26, 27, 3, 0);
        isRight();
    }

    @Test
    void staleRead_isFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).read(4, 5, 1, 0);
        isWrong("no order");
    }

    @Test
    void readOfWhatIsNotSentYet_isFound() {
        created(0, 1, 1).read(2, 3, 1, 0, 10).appended(4, 5, 1, 10, 0);
        isWrong("no order");
    }

    @Test
    void tailThatGoesBack_isFound() {
        created(0, 1, 1).appended(2, 20, 1, 10, 0).read(3, 4, 1, 0, 10).read(5, 6, 1, 0);
        isWrong("no order");
    }

    @Test
    void placesAgainstTheirTime_areFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 1).appended(4, 5, 1, 11, 0);
        isWrong("no order");
    }

    @Test
    void hole_isFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).appended(4, 5, 1, 11, 2);
        isWrong("no order");
    }

    @Test
    void lostAfterAcknowledgement_isFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).appended(4, 5, 1, 11, 0);
        isWrong("two values in one place");
    }

    @Test
    void storedTwice_isFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).read(4, 5, 1, 0, 10, 10);
        isWrong("a value in two places");
    }

    @Test
    void duplicateOfWhatIsNotStored_isFound() {
        created(0, 1, 1).at(2, 3, new HistoryEffect.Repeated(1, 10, HistoryEffect.UNKNOWN, 0));
        isWrong("no order");
    }

    @Test
    void duplicate_answeredWithAnOldTail_isFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).appended(4, 5, 1, 11, 1);
        at(6, 7, new HistoryEffect.Repeated(1, 10, HistoryEffect.UNKNOWN, 1));
        isWrong("no order");
    }

    @Test
    void endBeforeAPlaceThatIsTaken_isFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).at(4, 5, new HistoryEffect.ReadBeyond(1, 1));
        isWrong("no order");
    }

    @Test
    void readersThatDisagree_areFound() {
        created(0, 1, 1).appended(2, 20, 1, 10, 0).appended(2, 20, 1, 11, 1).read(21, 22, 1, 0, 11, 10);
        assertThat(HistoryCheck.faults(history))
                .isNotEmpty()
                .allSatisfy(
                        fault -> assertThat(fault).containsAnyOf("two values in one place", "a value in two places"));
    }

    @Test
    void valueNobodySent_isFound() {
        created(0, 1, 1).read(2, 3, 1, 0, 99);
        isWrong("a value nobody sent");
    }

    @Test
    void mixedIncarnations_areFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).deleted(4, 5).created(6, 7, 2).appended(8, 9, 2, 11, 1);
        read(10, 11, HistoryEffect.UNKNOWN, 0, 10, 11);
        isWrong("a value of another incarnation");
    }

    @Test
    void appendBehindTheClose_isFound() {
        created(0, 1, 1).closed(2, 3, 0).appended(4, 5, 1, 10, 0);
        isWrong("no order");
    }

    @Test
    void closedThatOpensAgain_isFound() {
        created(0, 1, 1).closed(2, 20, 0).readClosed(3, 4, 1, 0).read(5, 6, 1, 0);
        isWrong("no order");
    }

    @Test
    void closedBeforeItsLastEntry_isFound() {
        created(0, 1, 1).at(2, 20, new HistoryEffect.Appended(1, 10, 0, true)).readClosed(3, 4, 1, 0);
        isWrong("no order");
    }

    @Test
    void tailAndClosedOfDifferentMoments_areFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).closed(4, 5, 1).readClosed(6, 7, 1, 0);
        isWrong("no order");
    }

    @Test
    void deletedThatIsStillRead_isFound() {
        created(0, 1, 1).appended(2, 3, 1, 10, 0).deleted(4, 5).read(6, 7, 1, 0, 10);
        isWrong("no order");
    }

    @Test
    void missingThatIsThere_isFound() {
        created(0, 1, 1).missing(2, 3);
        isWrong("no order");
    }

    @Test
    void twoStreamsOfOneName_areFound() {
        created(0, 1, 1).created(2, 3, 2);
        isWrong("no order");
    }

    @Test
    void refusalsWithoutReason_areFound() {
        created(0, 1, 1).at(2, 3, new HistoryEffect.RefusedAsOther(1));
        isWrong("no order");
        history.clear();
        created(0, 1, 1).at(2, 3, new HistoryEffect.RefusedAsClosed(0));
        isWrong("no order");
    }

    /** Many requests at a time against a model: the history passes, and one answer moved out of its time does not. */
    @Test
    void randomHistories_passAndFailOnOneStaleRead() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("HistoryCheckTest -Dseed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            history.clear();
            created(0, 1, 1);
            int length = 0;
            for (int time = 100; time < 40_000; time += 10) {
                long invoked = time - random.nextInt(90);
                long answered = time + random.nextInt(90);
                if (random.nextBoolean()) {
                    appended(invoked, answered, 1, length, length);
                    length++;
                } else {
                    int from = Math.max(0, length - random.nextInt(5));
                    Integer[] values = new Integer[length - from];
                    Arrays.setAll(values, i -> from + i);
                    read(invoked, answered, 1, from, values);
                }
            }
            isRight();
            read(40_100, 40_200, 1, length - 1);
            isWrong("no order");
        }
    }
}
