package miles.graph;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Initial values that are given as arrays. They are fed when the variables are initialised, so that
 * the graph does not carry them.
 */
final class GivenValues {

  /**
   * One variable's values.
   *
   * @param values row by row
   */
  private record Given(Shape shape, float[] values) {}

  private final Map<String, Given> byVariable = new LinkedHashMap<>();

  /** Notes the initial values of a variable. */
  void put(String variable, Shape shape, float[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "%d values for variable %s of shape %s".formatted(values.length, variable, shape));
    }
    byVariable.put(variable, new Given(shape, values));
  }

  /** Assigns the values by feeding what each variable would start from otherwise. */
  void assign(Graph graph, Session session) {
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      GraphOperation operation = operations.next();
      if (operation.type().equals("Assign")) {
        Given given = byVariable.get(operation.inputs().get(0).op().name());
        if (given != null) {
          assign(session, operation, given);
        }
      }
    }
  }

  private static void assign(Session session, GraphOperation assign, Given given) {
    try (TFloat32 tensor = TFloat32.tensorOf(given.shape())) {
      tensor.asRawTensor().data().asFloats().write(given.values());
      session.runner().feed(assign.inputs().get(1), tensor).addTarget(assign).run().close();
    }
  }
}
