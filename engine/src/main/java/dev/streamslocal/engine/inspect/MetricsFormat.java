package dev.streamslocal.engine.inspect;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The forms of {@code /metrics}. */
enum MetricsFormat {
    JSON("application/json"),
    PROMETHEUS("text/plain") {
        @Override
        String contentType() {
            return "text/plain; version=0.0.4; charset=utf-8";
        }
    },
    OPEN_METRICS("application/openmetrics-text") {
        @Override
        String contentType() {
            return "application/openmetrics-text; version=1.0.0; charset=utf-8";
        }
    };

    private final String type;

    MetricsFormat(String type) {
        this.type = type;
    }

    /** What is sent as {@code Content-Type}. */
    String contentType() {
        return type;
    }

    /**
     * The form that suits a client best: that of the range with the largest {@code q}, the first of them where they are equal; ranges
     * that we have nothing for do not count. JSON where nothing else is asked for.
     */
    static MetricsFormat preferred(String accept) {
        return Arrays.stream(accept.split(","))
                .map(Range::parse)
                .filter(range -> range.quality() > 0)
                .filter(range -> of(range).isPresent())
                .max(Comparator.comparingDouble(Range::quality))
                .flatMap(MetricsFormat::of)
                .orElse(JSON);
    }

    private static Optional<MetricsFormat> of(Range range) {
        return Arrays.stream(values()).filter(each -> range.covers(each.type)).findFirst();
    }

    private record Range(String type, double quality) {

        static Range parse(String text) {
            var parts = text.split(";", -1);
            var quality = Arrays.stream(parts)
                    .skip(1)
                    .map(part -> part.strip().toLowerCase(Locale.ROOT))
                    .filter(part -> part.startsWith("q="))
                    .map(part -> number(part.substring(2)))
                    .findFirst()
                    .orElse(OptionalDouble.of(1));
            // A range whose weight cannot be read is none.
            return new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality.orElse(0));
        }

        private static OptionalDouble number(String text) {
            return text.matches("[01](\\.[0-9]{0,3})?")
                    ? OptionalDouble.of(Double.parseDouble(text))
                    : OptionalDouble.empty();
        }

        boolean covers(String other) {
            return type.equals("*/*")
                    || type.equals(other)
                    || (type.endsWith("/*") && other.startsWith(type.substring(0, type.length() - 1)));
        }
    }
}
