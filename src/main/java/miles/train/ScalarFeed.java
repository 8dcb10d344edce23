package miles.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Session;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Feeds named numbers to scalar placeholders; owns their tensors. For one thread. */
final class ScalarFeed implements AutoCloseable {

  private record Input(Placeholder<TFloat32> node, TFloat32 tensor) {}

  private final Map<String, Input> inputs = new LinkedHashMap<>();

  /**
   * @param nodes the placeholders by name; each is 0 until it is set
   */
  ScalarFeed(Map<String, Placeholder<TFloat32>> nodes) {
    nodes.forEach((name, node) -> inputs.put(name, new Input(node, TFloat32.scalarOf(0))));
  }

  /**
   * Sets every number.
   *
   * @throws IllegalArgumentException if one is missing
   */
  void set(Map<String, Double> values) {
    inputs.forEach(
        (name, input) -> {
          Double value = values.get(name);
          if (value == null) {
            throw new IllegalArgumentException(
                "no value for %s in %s".formatted(input.node().op().name(), values));
          }
          input.tensor().setFloat(value.floatValue());
        });
  }

  /** Feeds every number to a run. */
  void feed(Session.Runner runner) {
    inputs.values().forEach(input -> runner.feed(input.node(), input.tensor()));
  }

  @Override
  public void close() {
    inputs.values().forEach(input -> input.tensor().close());
  }
}
