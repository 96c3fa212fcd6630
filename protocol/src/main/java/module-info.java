/** What the bytes and words of the protocol mean: the values, commands and results that the engine takes and gives. */
module dev.streamslocal.protocol {
    requires static org.jspecify;

    exports dev.streamslocal.protocol;
}
