package dev.streamslocal.cli.bench;

/**
 * A stream that was filled before the run and stays as it is, for reads by request.
 *
 * @param position offset from which every pass begins
 * @param first number of the message behind that offset
 */
record Library(BenchStream stream, String position, int first) {}
