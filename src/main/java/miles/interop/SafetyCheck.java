package miles.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/**
 * Whether a SavedModel could do more than compute.
 *
 * <p>Every node of the graph and of every function, called or not, is compared with a list of the
 * operations that compute on what they are given or touch only what a session holds in memory. What
 * reads or writes files, talks to others, calls Python, prints or is not known is refused. The
 * operations of the saver are allowed only where the model's own saver stands.
 *
 * <p>Source: ours, docs/interop.md, "Safety".
 */
public final class SafetyCheck {

  private SafetyCheck() {}

  /**
   * Refuses a SavedModel that could do more than compute, unless it is trusted.
   *
   * @throws SavedModelException that names the first operation refused, where it is, and why
   */
  public static void require(SavedModelFile model, Trust trust) {
    List<Refusal> refusals = trust == Trust.TRUSTED ? List.of() : refusals(model);
    if (!refusals.isEmpty()) {
      int more = refusals.size() - 1;
      throw new SavedModelException(
          "%s is refused, as it could do more than compute: %s%s; add --trust if you trust who made it."
              .formatted(
                  model.folder(),
                  refusals.get(0).sentence(),
                  more == 0 ? "" : ", and %d more (see them with miles inspect)".formatted(more)));
    }
  }

  /** Returns every operation that is refused, in the order of the graph, then of its functions. */
  public static List<Refusal> refusals(SavedModelFile model) {
    CallGraph calls = new CallGraph(model);
    SaverPosition saver = new SaverPosition(model, calls);
    List<Refusal> refusals = new ArrayList<>();
    model
        .graph()
        .getNodeList()
        .forEach(node -> objection(node, Optional.empty(), calls, saver).ifPresent(refusals::add));
    model
        .functions()
        .forEach(
            (name, function) ->
                function
                    .getNodeDefList()
                    .forEach(
                        node ->
                            objection(node, Optional.of(name), calls, saver)
                                .ifPresent(refusals::add)));
    return List.copyOf(refusals);
  }

  private static Optional<Refusal> objection(
      NodeDef node, Optional<String> function, CallGraph calls, SaverPosition saver) {
    return reason(node, function, calls, saver)
        .map(reason -> new Refusal(node.getOp(), node.getName(), function.orElse(""), reason));
  }

  private static Optional<String> reason(
      NodeDef node, Optional<String> function, CallGraph calls, SaverPosition saver) {
    Optional<Operations.Group> group = Operations.all().group(node.getOp());
    if (group.isEmpty()) {
      return calls.isFunction(node.getOp())
          ? Optional.empty()
          : Optional.of(
              "is a custom operation, none of TensorFlow's own, and MILES loads no libraries of operations");
    }
    return switch (group.get().ruling()) {
      case ALLOW -> Optional.empty();
      case SAVER -> saver.objection(node, function);
      case REFUSE -> Optional.of(group.get().does());
    };
  }
}
