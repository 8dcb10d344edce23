package miles.config;

import java.util.Optional;

/**
 * The defaults that follow from other keys; a {@link Default#derived} announces each to the reader
 * of the reference.
 */
final class DerivedDefaults {

  private static final double FRAME_SECONDS = 0.025;
  private static final double STEP_SECONDS = 0.010;

  private DerivedDefaults() {}

  /** Returns a run file's document with the derived defaults of the keys that it leaves out. */
  static Node.Mapping in(Node.Mapping root) {
    Node.Mapping changed = root;
    if (text(root, "task", "kind").equals("regression")) {
      changed = withDefault(changed, "task", "score", "r2");
    }
    if (text(root, "balance", "method").equals("unimodal")) {
      changed = withDefault(changed, "training", "monitor", "heads");
    }
    Optional<Node.Mapping> modalities = root.section("modalities");
    return modalities.isPresent()
        ? replace(changed, "modalities", audio(modalities.get()))
        : changed;
  }

  private static Node.Mapping audio(Node.Mapping modalities) {
    Node.Mapping changed = modalities;
    for (String name : modalities.entries().keySet()) {
      Optional<Node.Mapping> section = modalities.section(name);
      if (section.flatMap(modality -> modality.text("kind")).equals(Optional.of("audio"))) {
        changed = replace(changed, name, ofRate(section.orElseThrow()));
      }
    }
    return changed;
  }

  private static Node.Mapping ofRate(Node.Mapping audio) {
    Optional<Integer> rate =
        audio.text("sample_rate").filter(text -> text.matches("[0-9]{1,6}")).map(Integer::valueOf);
    return rate.map(
            hertz ->
                audio
                    .withDefault("frame_length", samples(FRAME_SECONDS * hertz, 2))
                    .withDefault("frame_step", samples(STEP_SECONDS * hertz, 1))
                    .withDefault("high_hz", String.valueOf(hertz / 2.0)))
        .orElse(audio);
  }

  private static String samples(double samples, int least) {
    return String.valueOf(Math.max(least, Math.round(samples)));
  }

  private static String text(Node.Mapping root, String section, String key) {
    return root.section(section).flatMap(found -> found.text(key)).orElse("");
  }

  private static Node.Mapping withDefault(
      Node.Mapping root, String section, String key, String value) {
    Node.Mapping found = root.section(section).orElseGet(() -> Node.Mapping.empty(root.at()));
    boolean isSection = root.get(section).map(node -> node.isNull() || node == found).orElse(true);
    return isSection ? replace(root, section, found.withDefault(key, value)) : root;
  }

  private static Node.Mapping replace(Node.Mapping parent, String key, Node value) {
    Node.Mapping.Entry entry = parent.entries().get(key);
    Location at = entry == null ? parent.at() : entry.at();
    return parent.with(key, new Node.Mapping.Entry(at, value));
  }
}
