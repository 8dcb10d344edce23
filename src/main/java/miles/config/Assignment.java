package miles.config;

import java.util.List;
import java.util.Optional;

/**
 * One {@code --set key.path=value}: a value for a key of the run file, which need not be there.
 *
 * <p>A number in the path counts items of a list from 0. A value that starts with a bracket, a
 * brace or a quote is read as YAML; any other is taken as it stands, so that paths with blanks or
 * signs of YAML need no quotes.
 *
 * @param at the {@code --set} text
 * @param path the keys from the outermost to the innermost
 * @param value the value
 */
record Assignment(Location at, List<String> path, Node value) {

  /**
   * Reads a {@code --set} text.
   *
   * @return the assignment; empty if the text is none, which the problems then say
   */
  static Optional<Assignment> parse(String text, Problems problems) {
    Location at = Location.ofOverride(text);
    int equals = text.indexOf('=');
    List<String> path = List.of(text.substring(0, Math.max(0, equals)).strip().split("\\.", -1));
    if (path.stream().anyMatch(String::isBlank)) {
      problems.add(at, "", "write it as key.path=value, for example training.epochs=20");
      return Optional.empty();
    }
    return value(text.substring(equals + 1).strip(), at, path, problems)
        .map(value -> new Assignment(at, path, value));
  }

  private static Optional<Node> value(
      String text, Location at, List<String> path, Problems problems) {
    if (text.isEmpty() || "[{\"'".indexOf(text.charAt(0)) < 0) {
      return Optional.of(new Node.Scalar(at, text, true));
    }
    return YamlReader.readValue(text, at, path, problems);
  }

  /** Returns a document in which the key has the value; sections on the way are made as needed. */
  Node applyTo(Node root, Problems problems) {
    return set(root, 0, problems);
  }

  private Node set(Node node, int depth, Problems problems) {
    if (depth == path.size()) {
      return value;
    }
    String key = path.get(depth);
    if (node instanceof Node.Mapping section) {
      Node old = section.get(key).orElse(Node.Mapping.empty(at));
      return section.with(key, new Node.Mapping.Entry(at, set(old, depth + 1, problems)));
    }
    if (node instanceof Node.Sequence list) {
      return setItem(list, key, depth, problems);
    }
    if (node.isNull()) {
      return set(Node.Mapping.empty(at), depth, problems);
    }
    problems.add(at, pathTo(depth), "holds " + node.shown() + ", which has no key " + key);
    return node;
  }

  private Node setItem(Node.Sequence list, String key, int depth, Problems problems) {
    int size = list.items().size();
    if (!key.matches("[0-9]{1,9}") || Integer.parseInt(key) >= size) {
      String reason = "%s is no item of this list of %d; count from 0, or give the whole list";
      problems.add(at, pathTo(depth), reason.formatted(key, size));
      return list;
    }
    int index = Integer.parseInt(key);
    return list.with(index, set(list.items().get(index), depth + 1, problems));
  }

  private String pathTo(int depth) {
    return String.join(".", path.subList(0, depth));
  }
}
