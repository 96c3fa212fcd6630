package dev.streamslocal.engine.stream;

import java.util.Optional;
import java.util.function.Consumer;

/** What follows the first part of a body, a part at a time. Confined to the event loop of the exchange. */
interface PageParts {
    PageParts NONE = new PageParts() {
        @Override
        public boolean more() {
            return false;
        }

        @Override
        public void next(Consumer<Optional<PageSegments>> then) {
            then.accept(Optional.empty());
        }
    };

    /** Whether there is a part that {@link #next} has not yet handed over. */
    boolean more();

    /** Hands over the next part on the event loop once it is there; nothing if it cannot be had. One call at a time. */
    void next(Consumer<Optional<PageSegments>> then);
}
