package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import miles.graph.FusionGraph.GraphVariable;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;

/** Compares the gradients of the total loss with finite differences along random directions. */
final class GradientCheck {

  /** Where ReLU or max has a kink between two points, nearer points agree with the gradient. */
  private static final float[] STEPS = {4e-3f, 1e-3f, 2.5e-4f, 6e-5f};

  private static final int DIRECTIONS = 2;

  private final Running running;
  private final Random random = new Random(11);

  GradientCheck(Running running) {
    this.running = running;
  }

  /** Checks the trainable variables whose name begins so, at their present values. */
  void check(String prefix) {
    List<GraphVariable> variables =
        running.graph.variables().stream()
            .filter(variable -> variable.trainable() && variable.name().startsWith(prefix))
            .toList();
    assertThat(variables).isNotEmpty();
    List<float[]> gradients = running.fetch(gradients(running, variables), List.of());
    Map<String, float[]> values = running.variables();
    for (int i = 0; i < variables.size(); i++) {
      String name = variables.get(i).name();
      for (int direction = 0; direction < DIRECTIONS; direction++) {
        check(name, values.get(name), gradients.get(i));
      }
    }
  }

  /** Adds the gradients of the total loss to the graph. */
  static List<Operand<TFloat32>> gradients(Running running, List<GraphVariable> variables) {
    Output<?>[] inputs =
        variables.stream().map(v -> v.variable().asOutput()).toArray(Output<?>[]::new);
    Output<?> loss = running.graph.training().loss().asOutput();
    Output<?>[] outputs = running.graph.graph().addGradients(loss, inputs);
    return Arrays.stream(outputs).<Operand<TFloat32>>map(GradientCheck::floats).toList();
  }

  @SuppressWarnings("unchecked") // A gradient has its variable's type.
  private static Operand<TFloat32> floats(Output<?> output) {
    return (Output<TFloat32>) output;
  }

  private void check(String name, float[] start, float[] gradient) {
    assertThat(norm(gradient)).as("gradient of " + name).isFinite();
    double[] direction = direction(gradient);
    double analytic = dot(gradient, direction);
    double tolerance = 0.02 * norm(gradient) + 3e-4;
    double[] numeric = new double[STEPS.length];
    boolean agrees = false;
    for (int i = 0; i < STEPS.length && !agrees; i++) {
      double above = loss(name, start, direction, STEPS[i]);
      double below = loss(name, start, direction, -STEPS[i]);
      numeric[i] = (above - below) / (2 * STEPS[i]);
      agrees = Math.abs(numeric[i] - analytic) <= tolerance;
    }
    running.set(name, start);
    assertThat(agrees)
        .as(
            "%s: %.5f along a direction, but finite differences are %s; norm %.4f",
            name, analytic, Arrays.toString(numeric), norm(gradient))
        .isTrue();
  }

  private double loss(String name, float[] start, double[] direction, float step) {
    float[] moved = new float[start.length];
    for (int i = 0; i < start.length; i++) {
      moved[i] = (float) (start[i] + step * direction[i]);
    }
    running.set(name, moved);
    return running.fetch(running.graph.training().loss())[0];
  }

  /** A random direction of length 1 that does not lie across the gradient. */
  private double[] direction(float[] gradient) {
    double[] direction = random.doubles(gradient.length, -1, 1).toArray();
    double along = 0.5 / Math.max(norm(gradient), 1e-6);
    double length = norm(direction);
    for (int i = 0; i < direction.length; i++) {
      direction[i] = direction[i] / length + along * gradient[i];
    }
    double whole = norm(direction);
    return Arrays.stream(direction).map(x -> x / whole).toArray();
  }

  private static double dot(float[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(x -> x * x).sum());
  }

  private static double norm(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return norm(doubles);
  }
}
