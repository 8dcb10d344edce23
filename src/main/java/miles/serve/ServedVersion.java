package miles.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * One loaded version. It is closed by whoever releases it last: the server that retired it, or the
 * last request that still used it.
 */
final class ServedVersion {

  private final long number;
  private final SavedModelBundle bundle;
  private final AtomicInteger users = new AtomicInteger(1);

  private ServedVersion(long number, SavedModelBundle bundle) {
    this.number = number;
    this.bundle = bundle;
  }

  /** Loads a version; the caller is its first user and releases it. */
  static ServedVersion load(long number, Path folder) {
    return new ServedVersion(
        number,
        SavedModelBundle.loader(folder.toString()).withTags(SavedModelBundle.DEFAULT_TAG).load());
  }

  long number() {
    return number;
  }

  /** Becomes one more user, unless the version was closed already. */
  boolean acquire() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Ends one use; the last one closes the version. */
  void release() {
    if (users.decrementAndGet() == 0) {
      bundle.close();
    }
  }

  MetaGraphDef definition() {
    return bundle.metaGraphDef();
  }

  /**
   * Computes a signature's outputs.
   *
   * @param inputs one tensor an input, by the input's name; they stay the caller's
   * @param outputs names of the outputs to compute
   * @return the outputs in the order of the names, which the caller closes
   */
  Result run(SignatureDef signature, Map<String, Tensor> inputs, List<String> outputs) {
    Session.Runner runner = bundle.session().runner();
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      runner.feed(signature.getInputsOrThrow(input.getKey()).getName(), input.getValue());
    }
    List<TensorInfo> fetched = new ArrayList<>();
    outputs.forEach(output -> fetched.add(signature.getOutputsOrThrow(output)));
    fetched.forEach(output -> runner.fetch(output.getName()));
    return runner.run();
  }
}
