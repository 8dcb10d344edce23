package miles.graph;

import java.util.Map;
import miles.config.EncoderConfig.Recurrent;

/** The recurrent cells in double precision, written out from their papers, gate by gate. */
final class CellReference {

  private final float[] kernel;
  private final float[] bias;
  private final float[] recurrentKernel;
  private final float[] recurrentBias;
  private final Recurrent.Cell cell;
  private final int width;
  private final int gates;

  CellReference(Map<String, float[]> variables, Recurrent.Cell cell, int width) {
    kernel = variables.get("encoder/audio/input/kernel");
    bias = variables.get("encoder/audio/input/bias");
    recurrentKernel = variables.get("encoder/audio/recurrent/kernel");
    recurrentBias = variables.get("encoder/audio/recurrent/bias");
    this.cell = cell;
    this.width = width;
    this.gates = cell == Recurrent.Cell.GRU ? 3 : 4;
  }

  /** Returns the output after the last step. */
  double[] run(float[] inputs, int channels) {
    double[] h = new double[width];
    double[] c = new double[width];
    for (int t = 0; t < inputs.length / channels; t++) {
      double[] x = new double[channels];
      for (int i = 0; i < channels; i++) {
        x[i] = inputs[t * channels + i];
      }
      h = cell == Recurrent.Cell.GRU ? gru(x, h) : lstm(x, h, c);
    }
    return h;
  }

  private double[] gru(double[] x, double[] h) {
    double[] next = new double[width];
    for (int j = 0; j < width; j++) {
      double update = sigmoid(input(x, 0, j) + recurrent(h, 0, j));
      double reset = sigmoid(input(x, 1, j) + recurrent(h, 1, j));
      double candidate = Math.tanh(input(x, 2, j) + reset * recurrent(h, 2, j));
      next[j] = update * h[j] + (1 - update) * candidate;
    }
    return next;
  }

  private double[] lstm(double[] x, double[] h, double[] c) {
    double[] next = new double[width];
    for (int j = 0; j < width; j++) {
      double in = sigmoid(input(x, 0, j) + recurrent(h, 0, j));
      double forget = sigmoid(input(x, 1, j) + recurrent(h, 1, j));
      double candidate = Math.tanh(input(x, 2, j) + recurrent(h, 2, j));
      double out = sigmoid(input(x, 3, j) + recurrent(h, 3, j));
      c[j] = forget * c[j] + in * candidate;
      next[j] = out * Math.tanh(c[j]);
    }
    return next;
  }

  private double input(double[] x, int gate, int unit) {
    return affine(x, kernel, bias, gate * width + unit);
  }

  private double recurrent(double[] h, int gate, int unit) {
    return affine(h, recurrentKernel, recurrentBias, gate * width + unit);
  }

  private double affine(double[] x, float[] matrix, float[] shift, int column) {
    double sum = shift[column];
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * matrix[i * gates * width + column];
    }
    return sum;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
