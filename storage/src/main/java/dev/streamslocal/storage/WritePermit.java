package dev.streamslocal.storage;

/**
 * Says whether the data directory is certainly still ours. A process that was suspended for long does not know it when it goes on: another
 * may have taken the directory by the age of its lock. Asked by the writer before each transaction.
 */
@FunctionalInterface
public interface WritePermit {

    /** For a directory that nobody else can want. */
    WritePermit ALWAYS = () -> true;

    /** False while that is not known, and from the moment on in which it is lost. Never blocks. */
    boolean granted();
}
