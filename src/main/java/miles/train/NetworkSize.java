package miles.train;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import miles.config.InvalidValueException;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;

/** Tells a network that cannot fit into the machine before TensorFlow tries to make it. */
final class NetworkSize {

  private static final String VARIABLE = "VariableV2";
  private static final double GIGA = 1e9;

  private NetworkSize() {}

  /**
   * Refuses a graph whose variables, those of the optimizer included, need more memory than the
   * machine has.
   *
   * @param graph its variables are 32-bit floats of known shapes
   */
  static void require(Graph graph) {
    require(graph, machine());
  }

  /**
   * @param memory bytes
   */
  static void require(Graph graph, long memory) {
    double bytes = 0;
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (operation.type().equals(VARIABLE)) {
        double elements = 1;
        for (long size : operation.output(0).shape().asArray()) {
          elements *= size;
        }
        bytes += elements * Float.BYTES;
      }
    }
    if (bytes > memory) {
      throw new InvalidValueException(
          "modalities, fusion",
          "%.1f GB of weights, with what the optimizer keeps of each".formatted(bytes / GIGA),
          "at most the %.1f GB of this machine; make widths, units, filters or layers fewer"
              .formatted(memory / GIGA));
    }
  }

  private static long machine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
