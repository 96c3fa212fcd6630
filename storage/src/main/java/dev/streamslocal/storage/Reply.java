package dev.streamslocal.storage;

/** Receives the result of one operation: exactly once, on the thread that the operation names. */
@FunctionalInterface
public interface Reply<T> {

    void complete(T result);
}
