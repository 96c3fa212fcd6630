/**
 * The HTTP side of the corridor: sockets, requests, answers in order, time limits, access rules. It knows no feature.
 *
 * <p>A connection lives on one event loop; an {@link dev.streamslocal.engine.http.Exchange} may be answered from any thread. The
 * doors are {@link dev.streamslocal.engine.http.HttpServer} and {@link dev.streamslocal.engine.http.Dispatcher}.
 */
@NullMarked
package dev.streamslocal.engine.http;

import org.jspecify.annotations.NullMarked;
