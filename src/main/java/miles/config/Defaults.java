package miles.config;

import java.util.List;
import java.util.Optional;

/** What a key holds where the file leaves it out. */
final class Defaults {

  private Defaults() {}

  /**
   * Returns the value of a key: the file's, or else the default.
   *
   * @return empty if the file has none and there is no default, or if the default follows from
   *     another key that could not be read
   */
  static Optional<Node> of(Key key, Node.Mapping section) {
    Optional<Node> node = section.get(key.name()).or(() -> byDefault(key, section.at()));
    boolean defaultKind = key.limits().raw().isSealed() && key.byDefault().isPresent();
    return defaultKind ? node.map(choice -> withKind(choice, key.byDefault().get())) : node;
  }

  private static Optional<Node> byDefault(Key key, Location at) {
    Class<?> raw = key.limits().raw();
    if (raw == Optional.class) {
      return Optional.of(new Node.Scalar(at, "", true));
    }
    if (raw.isRecord() || (raw.isSealed() && key.byDefault().isPresent())) {
      return Optional.of(Node.Mapping.empty(at));
    }
    return key.byDefault()
        .map(Default::value)
        .filter(text -> !text.isEmpty())
        .map(text -> parsed(text, at));
  }

  private static Node parsed(String yaml, Location at) {
    Problems problems = new Problems();
    return YamlReader.readValue(yaml, at, List.of(), problems).orElseThrow(problems::exception);
  }

  /** Adds the kind to a section that leaves it out. */
  private static Node withKind(Node node, Default kind) {
    Node section = node.isNull() ? Node.Mapping.empty(node.at()) : node;
    return section instanceof Node.Mapping mapping
        ? mapping.withDefault(Variant.KEY, kind.value())
        : section;
  }
}
