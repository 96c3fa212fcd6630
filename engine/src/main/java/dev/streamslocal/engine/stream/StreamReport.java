package dev.streamslocal.engine.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Timestamps;
import dev.streamslocal.storage.Head;
import dev.streamslocal.storage.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What there is to know about a stream, as JSON (contract 50 §9.5). Immutable.
 *
 * <p>The members that speak of segments, uploads, indexes and an object store are those of a server that has them; here everything
 * lies in one database, and they are zero.
 */
final class StreamReport {

    /** The two documents. */
    enum Kind {
        DETAILS("details"),
        INDEX_STATUS("index_status");

        private final String tag;

        Kind(String tag) {
            this.tag = tag;
        }
    }

    private static final JsonFactory JSON = new JsonFactory();
    private static final long UNKNOWN = -1;
    private static final String NONE = "0";

    private final Kind kind;
    private final Stream stream;
    private final Head head;
    private final long deadlineMillis;
    private final String tag;

    /** Of the stream as it is now. */
    StreamReport(Kind kind, Stream stream) {
        this.kind = kind;
        this.stream = stream;
        this.head = stream.head();
        this.deadlineMillis = stream.deadlineMillis();
        this.tag = "W/\"" + kind.tag + ":" + sha1(json(UNKNOWN)) + "\"";
    }

    /** The entity tag; the size of the database, which any stream changes, is left out of it. */
    String tag() {
        return tag;
    }

    /** Whether the document says how large the database is. */
    boolean namesDatabase() {
        return kind == Kind.DETAILS;
    }

    /** @param databaseBytes pages of the whole database, in bytes */
    byte[] body(long databaseBytes) {
        return json(databaseBytes);
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private byte[] json(long databaseBytes) {
        var bytes = new ByteArrayOutputStream(4096);
        try (var out = JSON.createGenerator(bytes)) {
            switch (kind) {
                case DETAILS -> details(out, databaseBytes);
                case INDEX_STATUS -> indexStatus(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    private void details(JsonGenerator out, long databaseBytes) throws IOException {
        out.writeStartObject();
        out.writeFieldName("stream");
        stream(out);
        out.writeFieldName("profile");
        profile(out);
        out.writeFieldName("schema");
        schema(out);
        out.writeFieldName("index_status");
        indexStatus(out);
        out.writeFieldName("storage");
        storage(out, databaseBytes);
        out.writeObjectFieldStart("object_store_requests");
        strings(out, "puts", "reads", "gets", "heads", "lists", "deletes");
        emptyArray(out, "by_artifact");
        out.writeEndObject();
        out.writeEndObject();
    }

    private void stream(JsonGenerator out) throws IOException {
        var rows = Long.toString(stream.ownMessages(head));
        var bytes = Long.toString(head.payloadBytes());
        var created = Timestamps.iso(stream.createdMillis());
        out.writeStartObject();
        out.writeStringField("name", stream.name());
        out.writeStringField("content_type", baseType());
        out.writeStringField("profile", stream.profile());
        out.writeStringField("created_at", created);
        out.writeStringField("updated_at", Timestamps.iso(Math.max(stream.createdMillis(), head.lastMillis())));
        out.writeStringField("expires_at", deadlineMillis == Stream.NEVER ? null : Timestamps.iso(deadlineMillis));
        out.writeFieldName("ttl_seconds");
        if (stream.lifetime() instanceof Lifetime.Ttl ttl) {
            out.writeNumber(ttl.seconds());
        } else {
            out.writeNull();
        }
        out.writeStringField("stream_seq", head.streamSeq().isEmpty() ? null : head.streamSeq());
        out.writeBooleanField("closed", head.closed());
        out.writeNumberField("epoch", 0);
        out.writeStringField("next_offset", Long.toString(head.tail()));
        out.writeStringField("sealed_through", "-1");
        out.writeStringField("uploaded_through", "-1");
        zeros(out, "segment_count", "uploaded_segment_count");
        out.writeStringField("pending_rows", rows);
        out.writeStringField("pending_bytes", bytes);
        out.writeStringField("total_size_bytes", bytes);
        out.writeStringField("wal_rows", rows);
        out.writeStringField("wal_bytes", bytes);
        out.writeStringField("last_append_at", Timestamps.iso(head.lastMillis()));
        out.writeStringField("last_segment_cut_at", created);
        out.writeEndObject();
    }

    private String baseType() {
        var type = stream.contentType();
        var parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private void profile(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("apiVersion", "durable.streams/profile/v1");
        out.writeObjectFieldStart("profile");
        out.writeStringField("kind", stream.profile());
        out.writeEndObject();
        out.writeEndObject();
    }

    private void schema(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("apiVersion", "durable.streams/schema-registry/v1");
        out.writeStringField("schema", stream.name());
        out.writeNumberField("currentVersion", 0);
        emptyArray(out, "boundaries");
        for (var each : List.of("schemas", "lenses")) {
            out.writeObjectFieldStart(each);
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private void indexStatus(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("stream", stream.name());
        out.writeStringField("profile", stream.profile());
        zeros(out, "desired_index_plan_generation");
        out.writeObjectFieldStart("segments");
        zeros(out, "total_count", "uploaded_count");
        out.writeEndObject();
        out.writeObjectFieldStart("manifest");
        zeros(out, "generation", "uploaded_generation");
        nulls(out, "last_uploaded_at", "last_uploaded_etag", "last_uploaded_size_bytes");
        out.writeEndObject();
        for (var each : List.of("routing_key_index", "routing_key_lexicon")) {
            out.writeObjectFieldStart(each);
            out.writeBooleanField("configured", false);
            zeros(out, "indexed_segment_count", "lag_segments");
            nulls(out, "lag_ms");
            strings(out, "bytes_at_rest");
            zeros(out, "object_count", "active_run_count", "retired_run_count");
            out.writeBooleanField("fully_indexed_uploaded_segments", true);
            nulls(out, "updated_at");
            out.writeEndObject();
        }
        emptyArray(out, "exact_indexes");
        out.writeObjectFieldStart("bundled_companions");
        zeros(out, "object_count");
        strings(out, "bytes_at_rest");
        out.writeBooleanField("fully_indexed_uploaded_segments", true);
        out.writeEndObject();
        emptyArray(out, "search_families");
        out.writeEndObject();
    }

    private void storage(JsonGenerator out, long databaseBytes) throws IOException {
        var bytes = Long.toString(head.payloadBytes());
        out.writeStartObject();
        out.writeObjectFieldStart("object_storage");
        strings(
                out,
                "total_bytes",
                "segments_bytes",
                "indexes_bytes",
                "manifest_and_meta_bytes",
                "manifest_bytes",
                "schema_registry_bytes");
        zeros(
                out,
                "segment_object_count",
                "routing_index_object_count",
                "routing_lexicon_object_count",
                "exact_index_object_count",
                "bundled_companion_object_count");
        out.writeEndObject();
        out.writeObjectFieldStart("local_storage");
        out.writeStringField("total_bytes", bytes);
        out.writeStringField("wal_retained_bytes", bytes);
        out.writeStringField("pending_tail_bytes", bytes);
        strings(
                out,
                "pending_sealed_segment_bytes",
                "segment_cache_bytes",
                "routing_index_cache_bytes",
                "exact_index_cache_bytes",
                "lexicon_index_cache_bytes",
                "companion_cache_bytes");
        if (databaseBytes != UNKNOWN) {
            out.writeStringField("sqlite_shared_total_bytes", Long.toString(databaseBytes));
        }
        out.writeEndObject();
        out.writeObjectFieldStart("companion_families");
        strings(out, "exact_bytes", "col_bytes", "fts_bytes", "agg_bytes", "mblk_bytes");
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void strings(JsonGenerator out, String... names) throws IOException {
        for (var each : names) {
            out.writeStringField(each, NONE);
        }
    }

    private static void zeros(JsonGenerator out, String... names) throws IOException {
        for (var each : names) {
            out.writeNumberField(each, 0);
        }
    }

    private static void nulls(JsonGenerator out, String... names) throws IOException {
        for (var each : names) {
            out.writeNullField(each);
        }
    }

    private static void emptyArray(JsonGenerator out, String name) throws IOException {
        out.writeArrayFieldStart(name);
        out.writeEndArray();
    }
}
