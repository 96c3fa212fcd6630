/**
 * How a server is started from a shell: the commands, their output and their exit codes.
 *
 * <p>Lives on the main thread; the server brings its own. The door is {@link dev.streamslocal.cli.Main}.
 */
@NullMarked
package dev.streamslocal.cli;

import org.jspecify.annotations.NullMarked;
