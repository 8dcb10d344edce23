package miles.data;

import org.tensorflow.proto.ConfigProto;

/**
 * How many threads a TensorFlow session uses.
 *
 * <p>TensorFlow makes its thread pools once a process, as the first session asks; later sessions
 * share them whatever they ask. Every session of a run is therefore made with the same settings, or
 * loading data would decide the threads, and with them the bits, of training.
 */
public final class SessionThreads {

  private SessionThreads() {}

  /**
   * Returns the settings of a session.
   *
   * @param threads threads inside an operation and between operations; 0: TensorFlow's choice
   */
  public static ConfigProto config(int threads) {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(threads)
        .build();
  }
}
