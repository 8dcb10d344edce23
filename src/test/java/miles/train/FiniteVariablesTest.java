package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Assign;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

class FiniteVariablesTest {

  @Test
  void whatIsLostIsNamedButNotWhatWasInfiniteFromTheStart() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Variable<TFloat32> mask = variable(tf, "mask", 0, Float.NEGATIVE_INFINITY);
      Variable<TFloat32> copy = variable(tf.withSubScope("kept"), "mask", 0, 0);
      Variable<TFloat32> scalar = variable(tf, "scalar", 1);
      Variable<TFloat32> kernel = variable(tf, "kernel", 1, 2, 3);
      session.initialize();
      FiniteVariables finite = new FiniteVariables(graph, session);
      assign(session, tf, copy, 0, Float.NEGATIVE_INFINITY);
      assertThat(finite.lost(session)).isEmpty();

      assign(session, tf, scalar, Float.POSITIVE_INFINITY);
      assign(session, tf, kernel, 1, Float.NaN, 3);
      assertThat(finite.lost(session)).containsExactlyInAnyOrder("scalar", "kernel");

      assign(session, tf, scalar, Float.MAX_VALUE);
      assign(session, tf, mask, Float.NaN, 0);
      assertThat(finite.lost(session)).containsExactly("kernel");
    }
  }

  private static Variable<TFloat32> variable(Ops tf, String name, float... values) {
    return tf.withName(name).variable(tf.constant(values));
  }

  private static void assign(
      Session session, Ops tf, Variable<TFloat32> variable, float... values) {
    Assign<TFloat32> assign = tf.assign(variable, tf.constant(values));
    session.runner().addTarget(assign.op()).run().close();
  }
}
