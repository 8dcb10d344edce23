package miles.optimize;

import java.util.Arrays;
import miles.config.OptimizerConfig;

/**
 * {@link TinyNet} and the update rules in plain Java and double precision.
 *
 * <p>Nothing here comes from TensorFlow: the loss is written out, its gradient is a central finite
 * difference, and the rules are those of the sources.
 */
final class DoubleReference {

  private static final int ENCODER_WEIGHTS = 9;

  final double[] weights = widen(TinyNet.WEIGHTS);
  final double[] first = new double[weights.length];
  final double[] second = new double[weights.length];
  private final OptimizerConfig config;
  private int step;

  DoubleReference(OptimizerConfig config) {
    this.config = config;
  }

  /** Makes one step and returns the loss and the gradient norm before it. */
  double[] step(double encoderRate, double fusionRate) {
    step++;
    double[] result = {loss(), 0};
    double[] gradient = gradient();
    result[1] = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
    double clip = config.clipNorm();
    double factor = clip > 0 && result[1] > clip ? clip / result[1] : 1;
    for (int i = 0; i < weights.length; i++) {
      update(i, gradient[i] * factor, i < ENCODER_WEIGHTS ? encoderRate : fusionRate);
    }
    return result;
  }

  private void update(int i, double gradient, double rate) {
    double decay = config.weightDecay();
    if (config instanceof OptimizerConfig.AdamW adamW) {
      weights[i] -= rate * decay * weights[i];
      adam(i, gradient, rate, new double[] {adamW.beta1(), adamW.beta2(), adamW.epsilon()});
    } else if (config instanceof OptimizerConfig.Adam adam) {
      double[] constants = {adam.beta1(), adam.beta2(), adam.epsilon()};
      adam(i, gradient + decay * weights[i], rate, constants);
    } else if (config instanceof OptimizerConfig.Momentum momentum) {
      first[i] = momentum.momentum() * first[i] + gradient + decay * weights[i];
      weights[i] -= rate * first[i];
    } else {
      weights[i] -= rate * (gradient + decay * weights[i]);
    }
  }

  private void adam(int i, double gradient, double rate, double[] constants) {
    double beta1 = constants[0];
    double beta2 = constants[1];
    first[i] = beta1 * first[i] + (1 - beta1) * gradient;
    second[i] = beta2 * second[i] + (1 - beta2) * gradient * gradient;
    double corrected = rate * Math.sqrt(1 - Math.pow(beta2, step)) / (1 - Math.pow(beta1, step));
    weights[i] -= corrected * first[i] / (Math.sqrt(second[i]) + constants[2]);
  }

  /** Returns the gradient by central finite differences. */
  double[] gradient() {
    double[] gradient = new double[weights.length];
    double width = 1e-5;
    for (int i = 0; i < weights.length; i++) {
      double weight = weights[i];
      weights[i] = weight + width;
      double above = loss();
      weights[i] = weight - width;
      double below = loss();
      weights[i] = weight;
      gradient[i] = (above - below) / (2 * width);
    }
    return gradient;
  }

  private double loss() {
    double sum = 0;
    for (int row = 0; row < TinyNet.INPUTS.length; row++) {
      float[] x = TinyNet.INPUTS[row];
      double prediction = weights[12];
      for (int unit = 0; unit < 3; unit++) {
        double activation = x[0] * weights[unit] + x[1] * weights[3 + unit] + weights[6 + unit];
        prediction += Math.tanh(activation) * weights[9 + unit];
      }
      sum += Math.pow(prediction - TinyNet.TARGETS[row][0], 2);
    }
    return sum / TinyNet.INPUTS.length;
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
