package dev.streamslocal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void read_emptyEnvironment_isTheDefaults() {
        assertThat(Settings.read(Map.of()))
                .isEqualTo(new Settings(
                        1_048_576, Long.MAX_VALUE, 10_485_760, 1024, 50_000, 5000, 0, 60_000, 100, 10_000));
    }

    @Test
    void read_everyVariable_acts() {
        assertThat(Settings.read(Map.of(
                        "DS_READ_MAX_BYTES", "10",
                        "DS_READ_MAX_RECORDS", "11",
                        "DS_APPEND_MAX_BODY_BYTES", "12",
                        "DS_INGEST_MAX_BATCH_REQS", "13",
                        "DS_INGEST_MAX_QUEUE_REQS", "14",
                        "DS_INGEST_BUSY_MS", "-1",
                        "DS_LOCAL_BACKLOG_MAX_BYTES", "16",
                        "DS_EXPIRY_SWEEP_MS", "0",
                        "DS_EXPIRY_SWEEP_LIMIT", "18",
                        "DS_METRICS_FLUSH_MS", "19")))
                .isEqualTo(new Settings(10, 11, 12, 13, 14, -1, 16, 0, 18, 19));
    }

    @Test
    void read_extremes_areBroughtIntoBounds() {
        var high = Settings.read(Map.of(
                "DS_READ_MAX_BYTES", "1e12", "DS_APPEND_MAX_BODY_BYTES", "1e12", "DS_INGEST_MAX_BATCH_REQS", "1e12"));
        assertThat(high.pageBytesMax()).isEqualTo(67_108_864);
        assertThat(high.bodyBytesMax()).isEqualTo(Integer.MAX_VALUE - 1024);
        assertThat(high.batchRequestsMax()).isEqualTo(Integer.MAX_VALUE);

        var low = Settings.read(
                Map.of("DS_READ_MAX_BYTES", "0", "DS_READ_MAX_RECORDS", "0", "DS_EXPIRY_SWEEP_LIMIT", "-3"));
        assertThat(low.pageBytesMax()).isEqualTo(1);
        assertThat(low.pageRecordsMax()).isEqualTo(1);
        assertThat(low.sweepLimit()).isZero();
    }
}
