package miles.optimize;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Reads variables out of a session. */
final class Variables {

  private Variables() {}

  /** Returns every variable of a graph, slots too, in the order of their making. */
  static List<Variable<TFloat32>> all(Graph graph) {
    List<Variable<TFloat32>> variables = new ArrayList<>();
    for (Iterator<GraphOperation> it = graph.operations(); it.hasNext(); ) {
      GraphOperation operation = it.next();
      if (operation.type().equals(Variable.OP_NAME)) {
        variables.add(new Variable<>(operation));
      }
    }
    return variables;
  }

  /** Returns the variable of a name. */
  static Variable<TFloat32> named(Graph graph, String name) {
    return new Variable<>(graph.operationOrThrow(name));
  }

  /** Returns the values of variables, one after the other. */
  static float[] read(Session session, List<Variable<TFloat32>> variables) {
    Session.Runner runner = session.runner();
    variables.forEach(runner::fetch);
    int size = variables.stream().mapToInt(variable -> (int) variable.shape().size()).sum();
    FloatBuffer values = FloatBuffer.allocate(size);
    try (Result result = runner.run()) {
      for (int i = 0; i < variables.size(); i++) {
        TFloat32 tensor = (TFloat32) result.get(i);
        float[] copy = new float[(int) tensor.size()];
        tensor.asRawTensor().data().asFloats().read(copy);
        values.put(copy);
      }
    }
    return values.array();
  }
}
