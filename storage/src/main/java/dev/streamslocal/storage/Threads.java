package dev.streamslocal.storage;

/** Waits that have to come to their end whoever interrupts them. */
final class Threads {

    private Threads() {}

    /** A wait that starts again where an interrupt has ended it. */
    interface Wait {
        void run() throws InterruptedException;
    }

    /** Waits to the end; an interrupt is kept for the caller. */
    static void uninterruptibly(Wait wait) {
        boolean interrupted = false;
        while (true) {
            try {
                wait.run();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
