package miles.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.data.Batch;
import miles.data.FeatureSpec;

/**
 * Means of the batches' losses over all their samples: the fused loss counts every sample, a head's
 * only those that have its modality, so that the sizes of the batches do not matter.
 */
final class LossMeans {

  private final Map<String, Mean> means = new LinkedHashMap<>();

  /** Means of nothing yet. */
  LossMeans() {
    this(Map.of());
  }

  /** Means that go on from sums. */
  LossMeans(Map<String, EpochProgress.Sum> sums) {
    sums.forEach((name, sum) -> means.put(name, new Mean(sum.total(), sum.samples())));
  }

  private static final class Mean {
    private double sum;
    private long samples;

    Mean(double sum, long samples) {
      this.sum = sum;
      this.samples = samples;
    }

    void add(double loss, int counted) {
      // Without a sample the loss stands for nothing, whatever its value.
      if (counted > 0) {
        sum += loss * counted;
        samples += counted;
      }
    }

    double value() {
      return sum / samples;
    }
  }

  /** Adds one batch's mean losses. */
  void add(Map<String, Double> losses, Batch batch) {
    losses.forEach(
        (name, loss) ->
            means.computeIfAbsent(name, n -> new Mean(0, 0)).add(loss, counted(name, batch)));
  }

  /** Returns what the means are of. */
  Map<String, EpochProgress.Sum> sums() {
    Map<String, EpochProgress.Sum> sums = new LinkedHashMap<>();
    means.forEach((name, mean) -> sums.put(name, new EpochProgress.Sum(mean.sum, mean.samples)));
    return sums;
  }

  /** Returns the means, and their sum weighted as in the loss that is trained. */
  Losses mean(Map<String, Double> weights) {
    Map<String, Double> parts = new LinkedHashMap<>();
    means.forEach((name, mean) -> parts.put(name, mean.value()));
    double total = 0;
    for (Map.Entry<String, Double> part : parts.entrySet()) {
      total +=
          Double.isNaN(part.getValue())
              ? 0
              : weights.getOrDefault(part.getKey(), 0.0) * part.getValue();
    }
    return new Losses(total, parts);
  }

  private static int counted(String name, Batch batch) {
    List<FeatureSpec> features = batch.features();
    for (int m = 0; m < features.size(); m++) {
      if (features.get(m).modality().equals(name)) {
        return present(batch.presence(m), batch.size());
      }
    }
    return batch.size();
  }

  private static int present(float[] presence, int size) {
    int present = 0;
    for (int sample = 0; sample < size; sample++) {
      present += presence[sample] == 0 ? 0 : 1;
    }
    return present;
  }
}
