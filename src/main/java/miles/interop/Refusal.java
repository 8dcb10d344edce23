package miles.interop;

/**
 * An operation that a SavedModel of a stranger may not have.
 *
 * @param operation such as {@code WriteFile}
 * @param node the node's name
 * @param function the function whose body the node is in; empty for the graph
 * @param reason what the operation does, to stand after its name
 */
public record Refusal(String operation, String node, String function, String reason) {

  /** Returns the operation, where it is, and what it does. */
  public String sentence() {
    String where = function.isEmpty() ? "" : " of function \"%s\"".formatted(function);
    return "%s (node \"%s\"%s) %s".formatted(operation, node, where, reason);
  }
}
