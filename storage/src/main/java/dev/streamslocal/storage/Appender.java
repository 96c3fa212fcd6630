package dev.streamslocal.storage;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.ProducerStamp;
import dev.streamslocal.protocol.Timestamps;

/** Decides what becomes of an append, from state and command alone; the order of the checks is that of contract 10 §5.4, rows 9 to 15. */
final class Appender {

    private Appender() {}

    /**
     * The answer to a command. {@link AppendResult.Appended} asks the caller to make it true; every other result changes nothing.
     *
     * @param known what is known of the command's producer
     */
    static AppendResult admit(Head head, String contentType, ProducerState known, AppendCommand command) {
        if (head.closed()) {
            return admitClosed(head, command);
        }
        if (!command.closeOnly() && !command.contentType().equals(contentType)) {
            return new AppendResult.ContentTypeMismatch();
        }
        if (command.producer() instanceof ProducerStamp.Stamped stamp) {
            if (known.known() && stamp.epoch() < known.epoch()) {
                return new AppendResult.StaleEpoch(known.epoch());
            }
            if (stamp.epoch() != known.epoch()) {
                if (stamp.seq() != 0) {
                    return new AppendResult.BadProducerSequence();
                }
            } else if (stamp.seq() <= known.seq()) {
                return new AppendResult.Duplicate(head.tail(), known.epoch(), known.seq());
            } else if (stamp.seq() > known.seq() + 1) {
                return new AppendResult.ProducerGap(known.seq() + 1, stamp.seq());
            }
        }
        if (!command.streamSeq().isEmpty() && Catalog.compareUtf8(command.streamSeq(), head.streamSeq()) <= 0) {
            return new AppendResult.SequenceMismatch(head.streamSeq(), command.streamSeq());
        }
        return new AppendResult.Appended(head.tail() + command.messages().count(), command.close());
    }

    private static AppendResult admitClosed(Head head, AppendCommand command) {
        if (command.closeOnly()) {
            return new AppendResult.AlreadyClosed(head.tail());
        }
        if (command.close()
                && command.producer() instanceof ProducerStamp.Stamped stamp
                && stamp.equals(head.closedBy())) {
            return new AppendResult.ClosedByThis(head.tail(), stamp.epoch(), stamp.seq());
        }
        return new AppendResult.StreamClosed(head.tail());
    }

    /** The append time: decision 19. */
    static long millis(Head head, AppendCommand command, long nowMillis) {
        if (command.timestamp() == Timestamps.NONE) {
            return Math.max(nowMillis, head.lastMillis());
        }
        return Math.max(command.timestamp(), head.lastMillis() + 1);
    }
}
