package dev.streamslocal.engine;

import dev.streamslocal.storage.WritePermit;

/** Opens the parts of a server; a seam, so that the order of start and close can be tested with parts that fail. */
interface ServerParts {

    /**
     * Opens the database and starts what works in the background.
     *
     * @param permit whether the data directory may be written to
     */
    Application open(ServerOptions options, Settings settings, WritePermit permit);

    /** What serves streams, behind whichever door. */
    interface Application extends AutoCloseable {

        /** Listens and serves; the address has been checked. */
        Listener listen(ServerOptions options, Settings settings);

        /** Ends live reads and goes on with an empty database behind the same door. */
        void reset();

        @Override
        void close();
    }

    /** An open door. */
    interface Listener extends AutoCloseable {

        int port();

        @Override
        void close();
    }
}
