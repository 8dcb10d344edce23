package miles.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Tells which variables of a graph have come to hold numbers that are not finite, those of the
 * optimizer included.
 *
 * <p>Losses and predictions do not show all of them: {@code relu} and pooling hide what is not a
 * number, a running variance that is infinite makes an embedding 0, and a moment that is infinite
 * keeps its weight where it is for good.
 */
final class FiniteVariables {

  private static final String VARIABLE = "VariableV2";

  private final List<String> names = new ArrayList<>();
  private final Operand<TBool> finite;
  private final Set<String> allowed;

  /**
   * Adds what asks to a graph.
   *
   * @param graph has all its variables, of 32-bit floats
   * @param session has given them the values that training begins or goes on with; what is not
   *     finite among these may stay so, as the author of an imported encoder meant it, and so may a
   *     copy of it that a method keeps under its name
   */
  FiniteVariables(Graph graph, Session session) {
    Ops tf = Ops.create(graph).withSubScope("finite");
    List<Operand<TBool>> each = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (operation.type().equals(VARIABLE)) {
        names.add(operation.name());
        Operand<TFloat32> value = tf.identity(operation.<TFloat32>output(0));
        Operand<TFloat32> values = tf.reshape(value, tf.constant(new int[] {-1}));
        each.add(tf.reduceAll(tf.math.isFinite(values), tf.constant(0)));
      }
    }
    finite = tf.stack(each);
    allowed = Set.copyOf(notFinite(session));
  }

  /** Returns the names of the variables that were finite before and are not so now. */
  List<String> lost(Session session) {
    List<String> lost = notFinite(session);
    lost.removeIf(name -> allowed.stream().anyMatch(each -> isOf(each, name)));
    return lost;
  }

  private static boolean isOf(String variable, String name) {
    return name.equals(variable) || name.endsWith("/" + variable);
  }

  private List<String> notFinite(Session session) {
    try (Result result = session.runner().fetch(finite).run()) {
      TBool values = (TBool) result.get(0);
      List<String> found = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (!values.getBoolean(i)) {
          found.add(names.get(i));
        }
      }
      return found;
    }
  }
}
