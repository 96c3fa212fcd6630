package dev.streamslocal.engine.http;

/** An action that will run once on an event loop unless it is cancelled before. Usable from any thread. */
public interface Timer {

    /** Takes the action back; without effect once it has begun. */
    void cancel();
}
