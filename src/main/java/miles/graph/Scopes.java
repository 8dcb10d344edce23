package miles.graph;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.op.Ops;

/**
 * The name scopes of a graph by path, each opened once.
 *
 * <p>TensorFlow Java renames a scope that is opened twice ({@code encoder}, {@code encoder_1});
 * names here are the contract of checkpoints and exports, so every scope is kept and found again.
 */
final class Scopes {

  private final Map<String, Ops> opened = new HashMap<>();
  private final Ops root;

  Scopes(Ops root) {
    this.root = root;
  }

  /** Returns the operations of the graph, in no scope. */
  Ops root() {
    return root;
  }

  /** Returns the operations under a path such as {@code encoder/image/hidden1}. */
  Ops at(String path) {
    Ops known = opened.get(path);
    if (known != null) {
      return known;
    }
    int slash = path.lastIndexOf('/');
    Ops parent = slash < 0 ? root : at(path.substring(0, slash));
    Ops scope = parent.withSubScope(path.substring(slash + 1));
    opened.put(path, scope);
    return scope;
  }
}
