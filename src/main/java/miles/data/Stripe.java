package miles.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Tensor;

/**
 * One modality of consecutive samples of a batch: the share of one thread.
 *
 * @param samples the batch's samples
 * @param from the first sample of the stripe
 * @param to behind the last sample of the stripe
 * @param into the batch
 * @param modality the modality's index
 * @param problems what cannot be decoded
 */
record Stripe(List<Sample> samples, int from, int to, Batch into, int modality, Problems problems) {

  boolean has(int sample) {
    return samples.get(sample).has(modality);
  }

  Cell cell(int sample) {
    return samples.get(sample).cells().get(modality);
  }

  /** Sets every value of the stripe to 0. */
  void clear() {
    int size = feature().size();
    if (feature().type() == FeatureSpec.Type.FLOAT32) {
      Arrays.fill(into.floats(modality), from * size, to * size, 0f);
    } else {
      Arrays.fill(into.ints(modality), from * size, to * size, 0);
    }
  }

  /**
   * Copies one sample's values.
   *
   * @param values a tensor of the modality's type
   * @param position the sample's index in that tensor
   * @param sample the sample's index in the batch
   */
  void put(Tensor values, int position, int sample) {
    int size = feature().size();
    var buffer = values.asRawTensor().data();
    long start = (long) position * size;
    if (feature().type() == FeatureSpec.Type.FLOAT32) {
      buffer.asFloats().slice(start, size).read(into.floats(modality), sample * size, size);
    } else {
      buffer.asInts().slice(start, size).read(into.ints(modality), sample * size, size);
    }
  }

  /** Returns whether every value of a sample of floats is a finite number. */
  boolean isFinite(int sample) {
    int size = feature().size();
    float[] values = into.floats(modality);
    return IntStream.range(sample * size, (sample + 1) * size)
        .allMatch(i -> Float.isFinite(values[i]));
  }

  private FeatureSpec feature() {
    return into.features().get(modality);
  }
}
