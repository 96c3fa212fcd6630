/** The server: its door for embedders, and the extension for tests. */
module dev.streamslocal.engine {
    requires transitive dev.streamslocal.protocol;
    requires transitive dev.streamslocal.storage;
    requires com.fasterxml.jackson.core;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.kqueue;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.instrumentation.jvm;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.management;
    requires org.slf4j;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports dev.streamslocal.engine;
    exports dev.streamslocal.engine.junit;
    // TailReader.Sink takes what LocalStreams.tail finds.
    exports dev.streamslocal.engine.stream;

    opens dev.streamslocal.engine.junit to
            org.junit.platform.commons;
}
