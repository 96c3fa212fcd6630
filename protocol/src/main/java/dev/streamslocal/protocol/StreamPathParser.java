package dev.streamslocal.protocol;

import java.util.List;

/**
 * Tells names from sub-resources: a suffix of raw segments selects the latter, so that an escaped slash keeps it part
 * of the name.
 */
final class StreamPathParser {

    private record Suffix(String raw, SubResource sub) {}

    private static final List<Suffix> SUFFIXES = List.of(
            new Suffix("_otlp/v1/traces", SubResource.OTLP_TRACES),
            new Suffix("_schema", SubResource.SCHEMA),
            new Suffix("_profile", SubResource.PROFILE),
            new Suffix("_search", SubResource.SEARCH),
            new Suffix("_aggregate", SubResource.AGGREGATE),
            new Suffix("_details", SubResource.DETAILS),
            new Suffix("_index_status", SubResource.INDEX_STATUS),
            new Suffix("_routing_keys", SubResource.ROUTING_KEYS),
            new Suffix("touch/templates/activate", SubResource.TOUCH_TEMPLATES),
            new Suffix("touch/meta", SubResource.TOUCH_META),
            new Suffix("touch/wait", SubResource.TOUCH_WAIT));

    private static final String PK = "pk";

    private StreamPathParser() {}

    /** @param raw without prefix and trailing slashes */
    static StreamPath parse(String raw) {
        String first = StreamName.decode(raw.substring(0, endOfSegment(raw)));
        if (first.equals(StreamPath.RESERVED_SEGMENT) || first.startsWith(StreamPath.RESERVED_SEGMENT + "/")) {
            return new StreamPath.Reserved(raw.substring(endOfSegment(raw)));
        }
        for (Suffix suffix : SUFFIXES) {
            if (endsWithSegments(raw, suffix.raw())) {
                return target(before(raw, raw.length() - suffix.raw().length()), suffix.sub(), RoutingKey.NONE);
            }
        }
        int key = raw.lastIndexOf('/') + 1;
        if (key > 0 && endsWithSegments(raw.substring(0, key - 1), PK)) {
            RoutingKey routingKey = RoutingKey.of(StreamName.decode(raw.substring(key)));
            return target(before(raw, key - 1 - PK.length()), SubResource.PK, routingKey);
        }
        return target(raw, SubResource.NONE, RoutingKey.NONE);
    }

    private static StreamPath target(String rawName, SubResource sub, RoutingKey key) {
        String name = StreamName.decode(rawName);
        if (name.isEmpty()) {
            throw ProtocolException.badRequest("missing stream name");
        }
        return new StreamPath.Target(name, sub, key);
    }

    private static int endOfSegment(String raw) {
        int slash = raw.indexOf('/');
        return slash < 0 ? raw.length() : slash;
    }

    private static boolean endsWithSegments(String raw, String segments) {
        int at = raw.length() - segments.length();
        return raw.endsWith(segments) && (at == 0 || raw.charAt(at - 1) == '/');
    }

    /** What stands before the slash that precedes a suffix. */
    private static String before(String raw, int suffix) {
        return suffix == 0 ? "" : raw.substring(0, suffix - 1);
    }
}
