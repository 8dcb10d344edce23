package miles.data;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/**
 * How many threads a TensorFlow session uses.
 *
 * <p>TensorFlow makes its thread pools once a process, as the first session asks; later sessions
 * share them whatever they ask. The first session may be any: one that lists the devices, or one
 * that an initialiser opens. So whatever computes calls {@link #settle} first, or it would depend
 * on what ran before, such as the decoding of data that are not in the cache yet, how many threads
 * train, and with them the bits.
 */
public final class SessionThreads {

  /** Operations run in the thread that calls the session. */
  private static final int IN_CALLER = -1;

  private SessionThreads() {}

  /**
   * Returns the settings of a session.
   *
   * @param threads threads inside an operation and between operations; 0: TensorFlow's choice; 1:
   *     everything runs in the thread that calls the session, so that sessions of several threads
   *     do not wait for each other
   */
  public static ConfigProto config(int threads) {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(threads == 1 ? IN_CALLER : threads)
        .build();
  }

  /**
   * Makes TensorFlow's thread pools, unless this process has them already.
   *
   * @param threads as in {@link #config}
   */
  public static void settle(int threads) {
    try (Graph graph = new Graph()) {
      // Nothing is run: to open a session makes the pools.
      new Session(graph, config(threads)).close();
    }
  }
}
