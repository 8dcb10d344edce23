package miles.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import miles.config.RunConfig;
import miles.graph.FusionGraph;
import miles.schedule.Schedule;

/**
 * The learning rate of every parameter group: {@code η_g(step) = η · base(step) · c_g ·
 * factor_g(epoch)}, with c_g of {@code training.encoder_rates} for an encoder and 1 otherwise.
 *
 * @param run gives η, {@code optimizer.learning_rate}, and c_g
 * @param schedule base(step), step counted from 0
 * @param groups the parameter groups
 * @param method factor_g(epoch), 1 unless the balancing method says otherwise
 */
record LearningRates(
    RunConfig run, Schedule schedule, List<String> groups, ToDoubleFunction<String> method) {

  /**
   * Returns the rates of a run.
   *
   * @param stepsPerEpoch steps of one epoch
   */
  static LearningRates of(
      RunConfig run, int stepsPerEpoch, List<String> groups, ToDoubleFunction<String> method) {
    Schedule schedule = Schedule.of(run.schedule(), stepsPerEpoch, run.training().epochs());
    return new LearningRates(run, schedule, groups, method);
  }

  Map<String, Double> at(long step) {
    double common = run.optimizer().learningRate() * schedule.factor(step);
    Map<String, Double> rates = new LinkedHashMap<>();
    groups.forEach(group -> rates.put(group, common * method.applyAsDouble(group)));
    run.training()
        .encoderRates()
        .forEach(
            (modality, factor) ->
                rates.computeIfPresent(
                    FusionGraph.encoderGroup(modality), (group, rate) -> rate * factor));
    return rates;
  }
}
