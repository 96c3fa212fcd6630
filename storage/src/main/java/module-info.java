/** What survives a crash. Embedders see its pages, streams and durability through the engine. */
module dev.streamslocal.storage {
    requires transitive dev.streamslocal.protocol;
    requires com.github.benmanes.caffeine;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
    requires static org.jspecify;

    exports dev.streamslocal.storage;
}
