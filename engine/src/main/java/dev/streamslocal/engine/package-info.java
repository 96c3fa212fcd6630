/**
 * Puts a server together and takes it apart again: the embedding door, the routes, the order of start and close.
 *
 * <p>This is the one package of the engine that may see all others; none of them sees it. Its methods are called from
 * the embedder's threads and block until the server is up or down.
 */
@NullMarked
package dev.streamslocal.engine;

import org.jspecify.annotations.NullMarked;
