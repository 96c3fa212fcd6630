package dev.streamslocal.jmh;

import dev.streamslocal.protocol.AppendCommand;
import dev.streamslocal.protocol.AppendResult;
import dev.streamslocal.protocol.AppendResult.Appended;
import dev.streamslocal.storage.Reply;
import dev.streamslocal.storage.Storage;
import dev.streamslocal.storage.Stream;
import java.util.List;

/**
 * Offers the same group of appends again and again, each time from the last answer to the former one. Confined to the writer thread, which
 * therefore finds each group whole.
 */
final class GroupChain implements Reply<AppendResult> {

    private final Storage storage;
    private final Stream stream;
    private final List<AppendCommand> commands;
    private final Reply<AppendResult> end;
    private int groupsLeft;
    private int answersLeft;

    /** @param end gets the very last answer, or the first one that is not {@link Appended} */
    GroupChain(Storage storage, Stream stream, List<AppendCommand> commands, int groups, Reply<AppendResult> end) {
        this.storage = storage;
        this.stream = stream;
        this.commands = commands;
        this.groupsLeft = groups;
        this.end = end;
    }

    void offer() {
        groupsLeft--;
        answersLeft = commands.size();
        for (AppendCommand command : commands) {
            storage.append(stream, command, this);
        }
    }

    @Override
    public void complete(AppendResult result) {
        answersLeft--;
        if (!(result instanceof Appended) || (answersLeft == 0 && groupsLeft == 0)) {
            end.complete(result);
        } else if (answersLeft == 0) {
            offer();
        }
    }
}
