package miles.data;

import java.util.List;

/**
 * A reusable buffer for the samples of one step, in plain arrays without boxing.
 *
 * <p>Arrays are sized for the capacity; only the first {@link #size()} samples hold values. A batch
 * belongs to the one thread that fills and feeds it.
 */
public final class Batch {

  private final List<FeatureSpec> features;
  private final int outputs;
  private final int[] rows;
  private final float[][] floats;
  private final int[][] ints;
  private final float[][] presence;
  private final float[] targets;
  private int size;

  /**
   * @param features the modalities in order
   * @param outputs values of one target: classes, or 1 for regression
   * @param capacity the greatest number of samples
   */
  public Batch(List<FeatureSpec> features, int outputs, int capacity) {
    this.features = List.copyOf(features);
    this.outputs = outputs;
    this.rows = new int[capacity];
    this.targets = new float[Math.multiplyExact(capacity, outputs)];
    this.floats = new float[features.size()][];
    this.ints = new int[features.size()][];
    this.presence = new float[features.size()][capacity];
    for (int m = 0; m < features.size(); m++) {
      int length = Math.multiplyExact(capacity, features.get(m).size());
      boolean real = features.get(m).type() == FeatureSpec.Type.FLOAT32;
      floats[m] = new float[real ? length : 0];
      ints[m] = new int[real ? 0 : length];
    }
  }

  /** Returns the modalities in order. */
  public List<FeatureSpec> features() {
    return features;
  }

  /** Returns the values of one target. */
  public int outputs() {
    return outputs;
  }

  /** Returns the greatest number of samples. */
  public int capacity() {
    return rows.length;
  }

  /** Returns the number of samples that hold values. */
  public int size() {
    return size;
  }

  /** Sets the number of samples that hold values, from 0 to the capacity. */
  public void resize(int samples) {
    if (samples < 0 || samples > rows.length) {
      throw new IllegalArgumentException(samples + " samples do not fit capacity " + rows.length);
    }
    size = samples;
  }

  /** Returns each sample's row in its data set. */
  public int[] rows() {
    return rows;
  }

  /**
   * Returns the row-major values {@code [capacity, size of a sample]} of a FLOAT32 modality; empty
   * for INT32.
   */
  public float[] floats(int modality) {
    return floats[modality];
  }

  /**
   * Returns the row-major token ids {@code [capacity, size of a sample]} of an INT32 modality;
   * empty for FLOAT32.
   */
  public int[] ints(int modality) {
    return ints[modality];
  }

  /** Returns 1 for each sample that has the modality, else 0: {@code [capacity]}. */
  public float[] presence(int modality) {
    return presence[modality];
  }

  /** Returns the targets {@code [capacity, outputs]}: one-hot, multi-hot, or the number itself. */
  public float[] targets() {
    return targets;
  }
}
