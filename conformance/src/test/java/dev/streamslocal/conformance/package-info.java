/**
 * Whether strangers agree: the official Durable Streams suite and our own black-box probes, run against a started server over HTTP and nothing else.
 *
 * <p>Each probe file follows one section of the contract's chapter on the stream resource. A probe is a rule of the protocol or of the original server
 * unless it says otherwise: {@link dev.streamslocal.conformance.Ours} names the decision by which our server differs from the original,
 * {@link dev.streamslocal.conformance.NotReference} names what the protocol's reference server does otherwise.
 *
 * <pre>
 * ./mvnw verify -pl conformance                                           the packaged product, started and stopped by the run
 * ./mvnw verify -pl conformance -Dconformance.url=http://127.0.0.1:PORT     a running server
 *     -Dconformance.target=ours|upstream|reference                       which rules to expect; default ours
 *     -Dit.test=SseProbesIT                                              one file
 * </pre>
 *
 * <p>With another target than {@code ours} the official suite and the probes marked as different are reported as skipped. All stream names are unique
 * to the run, so that one server can be used again.
 */
@NullMarked
package dev.streamslocal.conformance;

import org.jspecify.annotations.NullMarked;
