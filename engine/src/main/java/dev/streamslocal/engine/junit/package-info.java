/**
 * Gives tests a server of their own, under JUnit Jupiter from 5.13 on.
 *
 * <p>{@link dev.streamslocal.engine.junit.StreamsServer} on a class or a method is the door. Servers are started and closed on the
 * threads that run the tests. Needs the API of JUnit Jupiter, which the tests bring along.
 */
@NullMarked
package dev.streamslocal.engine.junit;

import org.jspecify.annotations.NullMarked;
