package miles.graph;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Initial values that are given as arrays. They are fed when the variables are initialised, so that
 * the graph does not carry them.
 */
final class GivenValues {

  private final Map<String, float[]> values = new LinkedHashMap<>();

  /** Notes the initial values of a variable. */
  void put(String variable, Shape shape, float[] rows) {
    if (rows.length != shape.size()) {
      throw new IllegalArgumentException(
          "%d values for variable %s of shape %s".formatted(rows.length, variable, shape));
    }
    values.put(variable, rows);
  }

  /** Assigns the values by feeding what each variable would start from otherwise. */
  void assign(Graph graph, Session session) {
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      GraphOperation operation = operations.next();
      if (operation.type().equals("Assign")) {
        float[] rows = values.get(operation.inputs().get(0).op().name());
        if (rows != null) {
          assign(session, operation, rows);
        }
      }
    }
  }

  private static void assign(Session session, GraphOperation assign, float[] rows) {
    Operand<?> initial = assign.inputs().get(1);
    try (TFloat32 tensor = TFloat32.tensorOf(assign.output(0).shape())) {
      tensor.asRawTensor().data().asFloats().write(rows);
      session.runner().feed(initial, tensor).addTarget(assign).run().close();
    }
  }
}
