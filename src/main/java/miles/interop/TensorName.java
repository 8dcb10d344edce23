package miles.interop;

/**
 * The name of a tensor: the node that computes it and which of the node's outputs it is.
 *
 * @param node the node's name, with the calls around it where functions are expanded
 * @param index 0 for the node's first output
 */
record TensorName(String node, int index) {

  /** Returns the tensor of a name as graphs write it: {@code node} or {@code node:index}. */
  static TensorName of(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0 && text.substring(colon + 1).matches("[0-9]{1,6}")) {
      return new TensorName(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }
    return new TensorName(text, 0);
  }

  /** Returns the name as a node's input is written in a graph. */
  @Override
  public String toString() {
    return index == 0 ? node : node + ":" + index;
  }
}
