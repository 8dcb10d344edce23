package miles.schedule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import miles.config.BalanceConfig.Direction;
import miles.config.BalanceConfig.Miles;
import miles.config.BalanceConfig.Reference;
import miles.config.BalanceConfig.Source;
import miles.config.BalanceConfig.Split;
import miles.evaluate.ModalityScores;

/** Parameters and scores for tests: the modalities are a, b, c, … in the order of their values. */
final class MilesFixture {

  static final Miles HEADS = miles(Source.HEADS, 0, Direction.REDUCE, false, Reference.NONE);
  static final Miles MASKED = miles(Source.MASKED, 0, Direction.REDUCE, false, Reference.NONE);

  private MilesFixture() {}

  /** Threshold 0.2, reduction 0.5. */
  static Miles miles(
      Source source,
      double smoothing,
      Direction direction,
      boolean cumulative,
      Reference reference) {
    return new Miles(
        0.2,
        0.5,
        source,
        Split.VALIDATION,
        smoothing,
        direction,
        cumulative,
        reference,
        Optional.empty());
  }

  static Miles smoothing(double smoothing) {
    return miles(Source.HEADS, smoothing, Direction.REDUCE, false, Reference.NONE);
  }

  static Miles boost(Source source) {
    return miles(source, 0, Direction.BOOST, false, Reference.NONE);
  }

  static Miles cumulative() {
    return miles(Source.HEADS, 0, Direction.REDUCE, true, Reference.NONE);
  }

  /** Source masked. */
  static Miles useful(Direction direction, Reference reference, double least) {
    return new Miles(
        0.2,
        0.5,
        Source.MASKED,
        Split.VALIDATION,
        0,
        direction,
        false,
        reference,
        Optional.of(least));
  }

  /** Source masked. */
  static Miles reference(Reference reference) {
    return miles(Source.MASKED, 0, Direction.REDUCE, false, reference);
  }

  static ModalityScores heads(double fused, double... heads) {
    return new ModalityScores(fused, byName(heads), Map.of(), Map.of());
  }

  static ModalityScores only(double fused, double... only) {
    return new ModalityScores(fused, Map.of(), byName(only), Map.of());
  }

  static ModalityScores without(double fused, double... without) {
    return new ModalityScores(fused, Map.of(), Map.of(), byName(without));
  }

  static Map<String, Double> byName(double... values) {
    Map<String, Double> byName = new LinkedHashMap<>();
    for (double value : values) {
      byName.put(String.valueOf((char) ('a' + byName.size())), value);
    }
    return byName;
  }
}
