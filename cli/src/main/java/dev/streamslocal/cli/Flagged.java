package dev.streamslocal.cli;

import java.util.concurrent.Callable;

/** A command that takes its flags as picocli would, whose classes alone are a sixth of a start and are needed for help only. */
interface Flagged extends Callable<Integer> {

    /** Takes what was given; returns itself. */
    Flagged with(Flags flags);
}
