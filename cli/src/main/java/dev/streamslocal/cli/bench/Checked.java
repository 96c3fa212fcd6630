package dev.streamslocal.cli.bench;

import java.util.List;

/**
 * What was compared at the end.
 *
 * @param acknowledged messages
 * @param readBack messages, with those whose append was never answered
 * @param readers live readers
 * @param received messages that they saw in all
 * @param written fingerprint of what was acknowledged
 * @param read fingerprint of the same messages as they were read back
 */
record Checked(long acknowledged, long readBack, int readers, long received, long written, long read) {
    static Checked of(ReadBack readBack, List<LiveReader> readers) {
        return new Checked(
                readBack.acknowledged(),
                readBack.count(),
                readers.size(),
                readers.stream().mapToLong(each -> each.sequence().count()).sum(),
                readBack.written(),
                readBack.read());
    }
}
