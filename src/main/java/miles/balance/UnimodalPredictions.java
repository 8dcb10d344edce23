package miles.balance;

import miles.config.BalanceConfig.Source;
import miles.graph.FusionGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What a modality predicts by itself, in a graph. */
final class UnimodalPredictions {

  private UnimodalPredictions() {}

  /**
   * Returns the probabilities of a modality's head, or of the fusion with all others masked: {@code
   * [batch, classes]}.
   */
  static Operand<TFloat32> of(FusionGraph graph, Source source, String modality) {
    return switch (source) {
      case HEADS -> graph.head(modality).probabilities();
      case MASKED -> graph.only(modality).probabilities();
    };
  }
}
