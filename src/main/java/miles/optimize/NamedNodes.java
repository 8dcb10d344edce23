package miles.optimize;

import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Nodes with exactly the name that is asked for.
 *
 * <p>{@code Ops.withName} refuses slashes and {@code Ops.withSubScope} numbers a scope that is
 * entered twice, so neither can put a node beside one that exists. Names are the contract of
 * checkpoints: one that is taken already is an error, never a silent {@code _1}.
 */
final class NamedNodes {

  private NamedNodes() {}

  /** Returns a new float32 variable whose every element the graph's initialisers set to a value. */
  static Variable<TFloat32> variable(Graph graph, String name, Shape shape, float initialValue) {
    Ops tf = Ops.create(graph).withInitScope();
    Scope scope = tf.scope();
    Variable<TFloat32> variable =
        new Variable<>(
            graph
                .opBuilder(Variable.OP_NAME, name, scope)
                .setAttr("shape", shape)
                .setAttr("dtype", DataType.DT_FLOAT)
                .build());
    tf.assign(variable, tf.fill(tf.constant(shape), tf.constant(initialValue)));
    return variable;
  }

  /** Returns a new float32 placeholder for a scalar. */
  static Placeholder<TFloat32> scalar(Graph graph, String name) {
    return new Placeholder<>(
        graph
            .opBuilder(Placeholder.OP_NAME, name, graph.baseScope())
            .setAttr("dtype", DataType.DT_FLOAT)
            .setAttr("shape", Shape.scalar())
            .build());
  }
}
