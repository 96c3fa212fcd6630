package dev.streamslocal.engine;

import java.nio.file.Path;

/** The files of one server (contract 50 §1.3). */
record ServerDirectory(Path path) {

    Path database() {
        return path.resolve("durable-streams.sqlite");
    }

    Path serverFile() {
        return path.resolve("server.json");
    }
}
