package miles.data;

import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.RunOptions;

/** Computes one modality's values from the cells of a manifest. */
sealed interface Extractor permits FileExtractor, ValueExtractor {

  /**
   * Runs operations in the calling thread: the threads that call are all the threads that decode.
   */
  RunOptions IN_CALLER = RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  /** Adds a modality's operations to a graph, under a scope of its name. */
  static Extractor build(Ops root, Preprocessor preprocessor) {
    Ops tf = root.withSubScope(preprocessor.modality());
    if (preprocessor instanceof ImagePreprocessor image) {
      return new ImageExtractor(tf, image);
    }
    if (preprocessor instanceof AudioPreprocessor audio) {
      return new AudioExtractor(tf, audio);
    }
    return new ValueExtractor(tf, preprocessor);
  }

  /**
   * Computes the values of every sample that has the modality. Bits do not depend on the other
   * samples, so that training, evaluation and prediction see the same values.
   *
   * @param session a session of the graph
   * @param stripe the samples, where their values go, and where problems go
   */
  void extract(Session session, Stripe stripe);
}
