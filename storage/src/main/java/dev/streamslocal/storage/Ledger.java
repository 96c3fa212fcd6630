package dev.streamslocal.storage;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What memory knows ahead of the tables, kept by the writer: the streams, the numbers to give out, and what is still to be merged and
 * reclaimed.
 *
 * @param storedBytes payload of all streams; read by any thread
 */
record Ledger(Catalog catalog, Ids ids, Merger merger, Reclaimer reclaimer, AtomicLong storedBytes) {}
