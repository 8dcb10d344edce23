/**
 * Benchmarks: how fast a run file trains on this machine, beside what TensorFlow itself allows.
 *
 * <p>Start at {@link miles.bench.Benchmark}. Every rate is measured in several rounds, those to be
 * compared in turn, so that a machine that slows down slows both. A {@link miles.bench.Measurement}
 * keeps all its values; its median is what is shown.
 *
 * <p>Micro-benchmarks of single parts stand in {@code src/jmh}.
 */
@NullMarked
package miles.bench;

import org.jspecify.annotations.NullMarked;
