package dev.streamslocal.conformance;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.AbstractAssert;

/** What a probe demands of an answer; a failure shows the whole answer. */
final class AnswerAssert extends AbstractAssert<AnswerAssert, Answer> {
    AnswerAssert(Answer actual) {
        super(actual, AnswerAssert.class);
    }

    AnswerAssert hasStatus(int status) {
        if (actual.status() != status) {
            failWithMessage("expected status %s, got%n%s", status, actual);
        }
        return this;
    }

    AnswerAssert hasHeader(String name, String value) {
        if (!actual.has(name) || !actual.header(name).equals(value)) {
            failWithMessage("expected header %s: %s, got%n%s", name, value, actual);
        }
        return this;
    }

    AnswerAssert hasHeaderMatching(String name, String regex) {
        if (!actual.header(name).matches(regex)) {
            failWithMessage("expected header %s to match %s, got%n%s", name, regex, actual);
        }
        return this;
    }

    AnswerAssert lacksHeader(String name) {
        if (actual.has(name)) {
            failWithMessage("expected no header %s, got%n%s", name, actual);
        }
        return this;
    }

    AnswerAssert hasBody(String text) {
        if (!actual.text().equals(text)) {
            failWithMessage("expected body <%s>, got%n%s", text, actual);
        }
        return this;
    }

    AnswerAssert hasNoBody() {
        return hasBody("");
    }

    /** A 400 with this message. */
    AnswerAssert isBadRequest(String message) {
        return isProblem(400, "bad_request", message);
    }

    AnswerAssert isNotFound() {
        return isProblem(404, "not_found", "not_found");
    }

    /** An error in the one form every error has; of the reference server, which has its own, only the status counts. */
    AnswerAssert isProblem(int status, String code, String message) {
        hasStatus(status);
        if (Target.CURRENT == Target.REFERENCE) {
            return this;
        }
        String body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
        return hasBody(body)
                .hasHeader("Content-Type", "application/json; charset=utf-8")
                .hasHeader("Cache-Control", "no-store")
                .hasHeader("X-Content-Type-Options", "nosniff")
                .hasHeader("Content-Length", String.valueOf(body.getBytes(StandardCharsets.UTF_8).length));
    }

    /** An error of that status and code whose message is free. */
    AnswerAssert isProblem(int status, String code) {
        hasStatus(status);
        if (Target.CURRENT != Target.REFERENCE
                && !actual.json().at("/error/code").asText().equals(code)) {
            failWithMessage("expected error code %s, got%n%s", code, actual);
        }
        return this;
    }

    /** A conflict or refusal that says everything in its headers; the reference server adds a text. */
    AnswerAssert isBareConflict(int status) {
        hasStatus(status);
        return Target.CURRENT == Target.REFERENCE ? this : hasNoBody();
    }
}
