package miles.graph;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import miles.config.InvalidValueException;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * Tells a network that cannot fit into the machine before TensorFlow tries to make it. Its weights
 * are counted while the graph is built, for TensorFlow computes some initial values then.
 */
public final class NetworkSize {

  private static final String VARIABLE = "VariableV2";
  private static final double GIGA = 1e9;

  private final long memory;
  private double bytes;

  /** Counts from 0, up to the machine's memory. */
  NetworkSize() {
    this(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
  }

  /**
   * @param memory bytes that there are
   */
  NetworkSize(long memory) {
    this.memory = memory;
  }

  /**
   * Refuses a graph whose variables, those of an optimizer included, need more memory than the
   * machine has.
   *
   * @param graph its variables are 32-bit floats of known shapes
   * @throws InvalidValueException if they do not fit
   */
  public static void require(Graph graph) {
    new NetworkSize().add(graph);
  }

  /**
   * Counts all variables of a graph.
   *
   * @throws InvalidValueException if there is no room for them
   */
  void add(Graph graph) {
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (operation.type().equals(VARIABLE)) {
        add(operation.output(0).shape());
      }
    }
  }

  /**
   * Counts a variable of 32-bit floats.
   *
   * @throws InvalidValueException if there is no room for it and those before
   */
  void add(Shape shape) {
    double elements = 1;
    for (long size : shape.asArray()) {
      elements *= size;
    }
    bytes += elements * Float.BYTES;
    if (bytes > memory) {
      throw new InvalidValueException(
          "modalities and fusion",
          "a network of %.3g GB or more, with what its optimizer keeps,".formatted(bytes / GIGA),
          "one that fits into this machine's %.3g GB. Take smaller widths, or fewer layers"
              .formatted(memory / GIGA));
    }
  }
}
