package dev.streamslocal.conformance;

/** What an idempotent producer says of one request; {@link #NONE} when no producer speaks. */
record CrashTuple(String id, long epoch, long seq) {
    static final CrashTuple NONE = new CrashTuple("", 0, -1);

    boolean isGiven() {
        return !id.isEmpty();
    }

    CrashTuple next() {
        return new CrashTuple(id, epoch, seq + 1);
    }

    CrashTuple nextEpoch() {
        return new CrashTuple(id, epoch + 1, 0);
    }

    String headers() {
        return isGiven()
                ? "Producer-Id: " + id + "\r\nProducer-Epoch: " + epoch + "\r\nProducer-Seq: " + seq + "\r\n"
                : "";
    }
}
