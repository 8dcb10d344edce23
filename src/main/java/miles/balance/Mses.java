package miles.balance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import miles.config.MsesConfig;
import miles.graph.FusionGraph;
import miles.optimize.TrainingStep;

/**
 * {@code mses}: an encoder whose head's validation loss improves no more is put back to its best
 * and frozen; when all are, training ends.
 *
 * <pre>{@code
 * l_m ← s · l_m + (1 − s) · new      after every epoch; the first one's is taken as it is
 * l_m is a new best                  → encoder m's variables are kept
 * no new best for > patience epochs  → encoder m gets what was kept, and the rate 0 from then on
 * }</pre>
 *
 * <p>Kept and put back is everything of the encoder, its running statistics too; fusion and heads
 * go on at their rate. A loss that is not a number says nothing and changes nothing. Source:
 * Fujimori et al., ACPR 2019.
 */
final class Mses implements BalancingMethod {

  private final MsesConfig config;
  private final Map<String, Double> lossWeights;
  private final Map<String, Progress> progress = new LinkedHashMap<>();
  private final Map<String, KeptEncoder> kept = new LinkedHashMap<>();

  /**
   * How one modality fares.
   *
   * @param loss the smoothed validation loss; NaN before the first
   * @param best the best of it; infinite before the first
   * @param waited epochs since then
   * @param frozen whether the encoder learns no more
   * @param pending whether the encoder is to be kept, or put back if it is frozen, before the next
   *     epoch
   */
  private record Progress(double loss, double best, int waited, boolean frozen, boolean pending) {

    static final Progress FRESH =
        new Progress(Double.NaN, Double.POSITIVE_INFINITY, 0, false, false);

    Progress after(double measured, MsesConfig config) {
      if (frozen || Double.isNaN(measured)) {
        return this;
      }
      double s = config.smoothing();
      double smoothed = Double.isNaN(loss) ? measured : s * loss + (1 - s) * measured;
      if (smoothed < best) {
        return new Progress(smoothed, smoothed, 0, false, true);
      }
      boolean freezes = waited + 1 > config.patience();
      return new Progress(smoothed, best, waited + 1, freezes, freezes);
    }

    Progress done() {
      return new Progress(loss, best, waited, frozen, false);
    }

    List<Double> numbers() {
      return Double.isNaN(loss)
          ? List.of()
          : List.of(loss, best, (double) waited, frozen ? 1.0 : 0.0, pending ? 1.0 : 0.0);
    }

    static Progress of(List<Double> numbers) {
      return numbers.isEmpty()
          ? FRESH
          : new Progress(
              numbers.get(0),
              numbers.get(1),
              numbers.get(2).intValue(),
              numbers.get(3) == 1,
              numbers.get(4) == 1);
    }
  }

  /**
   * @param lossWeights the weight of every loss, the same in every epoch
   * @param config the parameters
   * @param modalities the names of the modalities
   */
  Mses(Map<String, Double> lossWeights, MsesConfig config, List<String> modalities) {
    this.lossWeights = lossWeights;
    this.config = config;
    modalities.forEach(modality -> progress.put(modality, Progress.FRESH));
  }

  @Override
  public Map<String, Double> lossWeights() {
    return lossWeights;
  }

  @Override
  public double rateFactor(String group) {
    return progress.entrySet().stream()
            .anyMatch(
                each ->
                    each.getValue().frozen()
                        && group.equals(FusionGraph.encoderGroup(each.getKey())))
        ? 0
        : 1;
  }

  @Override
  public TrainingStep step(FusionGraph graph) {
    progress.keySet().forEach(modality -> kept.put(modality, KeptEncoder.of(graph, modality)));
    return TrainingStep.of(graph);
  }

  @Override
  public void epochStarting(int epochsDone, Workbench workbench) {
    progress.replaceAll(
        (modality, now) -> {
          KeptEncoder encoder =
              Objects.requireNonNull(kept.get(modality), "the step was not built");
          if (now.pending()) {
            workbench.run(now.frozen() ? encoder.putBack() : encoder.keep());
          }
          return now.done();
        });
  }

  @Override
  public void epochEnded(EpochScores scores) {
    progress.replaceAll(
        (modality, now) ->
            now.after(scores.validationLosses().getOrDefault(modality, Double.NaN), config));
  }

  @Override
  public boolean finished() {
    return progress.values().stream().allMatch(Progress::frozen);
  }

  @Override
  public Map<String, Object> state() {
    Map<String, List<Double>> numbers = new LinkedHashMap<>();
    progress.forEach((modality, now) -> numbers.put(modality, now.numbers()));
    return Map.of("progress", numbers);
  }

  @Override
  public void restore(Map<String, Object> state) {
    new SavedState("MSES", state)
        .series("progress", progress.keySet())
        .forEach((modality, numbers) -> progress.put(modality, Progress.of(numbers)));
  }
}
