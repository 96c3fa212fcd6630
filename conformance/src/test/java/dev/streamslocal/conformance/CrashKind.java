package dev.streamslocal.conformance;

/** What the bodies of a stream under load are. */
enum CrashKind {
    JSON(ProbeStream.JSON),
    BYTES(ProbeStream.BINARY);

    final String contentType;

    CrashKind(String contentType) {
        this.contentType = contentType;
    }
}
