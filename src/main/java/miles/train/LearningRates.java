package miles.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.balance.BalancingMethod;
import miles.schedule.Schedule;

/**
 * The learning rate of every parameter group: {@code η_g(step) = η · base(step) · factor_g(epoch)}.
 *
 * @param base η, {@code optimizer.learning_rate}
 * @param schedule base(step), step counted from 0
 * @param groups the parameter groups
 * @param balancing factor_g(epoch), 1 unless the method says otherwise
 */
record LearningRates(
    double base, Schedule schedule, List<String> groups, BalancingMethod balancing) {

  Map<String, Double> at(long step) {
    double common = base * schedule.factor(step);
    Map<String, Double> rates = new LinkedHashMap<>();
    groups.forEach(group -> rates.put(group, common * balancing.rateFactor(group)));
    return rates;
  }
}
