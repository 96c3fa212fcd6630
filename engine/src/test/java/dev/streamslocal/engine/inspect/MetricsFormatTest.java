package dev.streamslocal.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|JSON",
                "*/*|JSON",
                "application/json|JSON",
                "text/plain|PROMETHEUS",
                "TEXT/PLAIN; version=0.0.4|PROMETHEUS",
                "text/*|PROMETHEUS",
                "application/openmetrics-text; version=1.0.0|OPEN_METRICS",
                "application/*|JSON",
                "text/plain, application/json|PROMETHEUS",
                "application/json, text/plain|JSON",
                "text/plain;q=0.5, application/json;q=0.9|JSON",
                "application/json;q=0.5, text/plain;q=0.9|PROMETHEUS",
                "text/html, application/xml;q=0.9, */*;q=0.8|JSON",
                "text/html, text/plain;q=0.4|PROMETHEUS",
                "text/plain;q=0|JSON",
                "text/plain;q=2|JSON",
                "text/plain;q=no, application/openmetrics-text;q=0.1|OPEN_METRICS",
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
                        + "|OPEN_METRICS",
                ",,;|JSON"
            })
    void preferred_isTheBestOfThoseWeHave(String accept, MetricsFormat format) {
        assertThat(MetricsFormat.preferred(accept)).isEqualTo(format);
    }
}
