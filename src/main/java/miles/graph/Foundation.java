package miles.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import miles.graph.FusionGraph.Purpose;
import miles.interop.ImportedEncoders;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;

/**
 * What all parts of one graph under construction share.
 *
 * @param scopes the name scopes
 * @param variables the variables
 * @param mode the switches of training; empty in an inference graph
 * @param source where values come from that are not fed; empty if all are
 * @param updates assignments to be run with every training step; parts add theirs
 * @param imported the encoders that come out of SavedModels
 */
record Foundation(
    Scopes scopes,
    Variables variables,
    Optional<Mode> mode,
    Optional<ValueSource> source,
    List<Op> updates,
    ImportedEncoders imported) {

  /**
   * The switches of training.
   *
   * @param training whether the step trains: {@code []}
   * @param seed the run's seed and the global step: {@code [2]}
   */
  record Mode(Placeholder<TBool> training, Placeholder<TInt64> seed) {

    private static Mode of(Ops tf) {
      return new Mode(
          tf.withName("training").placeholder(TBool.class, Placeholder.shape(Shape.scalar())),
          tf.withName("dropout_seed").placeholder(TInt64.class, Placeholder.shape(Shape.of(2))));
    }
  }

  /** Returns the start of an empty graph. */
  static Foundation of(
      Graph graph,
      long runSeed,
      Purpose purpose,
      Optional<ValueSource> source,
      ImportedEncoders imported) {
    Ops tf = Ops.create(graph);
    Scopes scopes = new Scopes(tf);
    Optional<Mode> mode =
        switch (purpose) {
          case INFERENCE -> Optional.empty();
          case TRAINING -> Optional.of(Mode.of(tf));
        };
    Variables variables = new Variables(scopes, runSeed, purpose);
    return new Foundation(scopes, variables, mode, source, new ArrayList<>(), imported);
  }
}
