package miles.train;

import miles.config.TrainingConfig;
import miles.config.TrainingConfig.Precision;
import miles.data.SessionThreads;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.RewriterConfig;

/** Sessions with this project's options. */
public final class Sessions {

  private Sessions() {}

  /**
   * Opens a session that trains, which the caller closes before the graph. Variables are not
   * initialised.
   *
   * @param training says threads and precision; the bits of a result depend on both
   */
  public static Session open(Graph graph, TrainingConfig training) {
    return open(graph, options(training));
  }

  /**
   * Opens a session that computes with 32 bits, which the caller closes before the graph. Variables
   * are not initialised.
   *
   * @param threads as in {@link SessionThreads}; the bits of a result depend on it
   */
  public static Session open(Graph graph, int threads) {
    return open(graph, options(threads));
  }

  /**
   * Opens a session with other options, to measure them; the caller closes it before the graph.
   * Variables are not initialised.
   */
  public static Session open(Graph graph, ConfigProto options) {
    return new Session(graph, false, options);
  }

  /**
   * Returns the options of a session that trains. With 16 bits only where the processor has
   * instructions for it, see {@link #usesBfloat16}.
   */
  public static ConfigProto options(TrainingConfig training) {
    ConfigProto.Builder options = options(training.threads()).toBuilder();
    if (usesBfloat16(training)) {
      options
          .getGraphOptionsBuilder()
          .getRewriteOptionsBuilder()
          .setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON);
    }
    return options.build();
  }

  /** Returns whether 16 bits are asked for and this processor has instructions for them. */
  static boolean usesBfloat16(TrainingConfig training) {
    return training.precision() == Precision.BF16 && Processor.hasBfloat16();
  }

  /**
   * Returns the options of every other session.
   *
   * @param threads as in {@link SessionThreads}
   */
  public static ConfigProto options(int threads) {
    return SessionThreads.config(threads).toBuilder()
        // A GPU may be shared with others, so its memory is taken as it is needed.
        .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
        .build();
  }
}
