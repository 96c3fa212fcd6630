package dev.streamslocal.engine;

/** Opens the parts of a server; a seam, so that the order of start and close can be tested with parts that fail. */
interface ServerParts {

    /** Opens the database and starts what works in the background. */
    Application open(ServerOptions options, Settings settings);

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
