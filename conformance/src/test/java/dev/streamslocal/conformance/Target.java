package dev.streamslocal.conformance;

import java.util.Locale;

/** Whose behaviour a run expects, chosen by {@code -Dconformance.target}. */
enum Target {
    OURS,
    UPSTREAM,
    REFERENCE;

    static final Target CURRENT =
            valueOf(System.getProperty("conformance.target", "ours").toUpperCase(Locale.ROOT));
}
