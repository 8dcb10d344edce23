package miles.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of a document. Every method returns null for what could not be made and has
 * then noted why, so that one reading finds everything that is wrong.
 */
final class Binder {

  private final Scalars scalars;
  private final Problems problems;

  /**
   * @param scalars turns single values into the types of the records
   * @param problems takes what is wrong
   */
  Binder(Scalars scalars, Problems problems) {
    this.scalars = scalars;
    this.problems = problems;
  }

  /**
   * Reads the sections of a run file and makes the run of them.
   *
   * @return the run; null if anything is wrong
   */
  @Nullable RunConfig run(Node.Mapping root) {
    Variant variant = new Variant(RunConfig.class, Optional.empty());
    Map<String, Object> sections = components(variant, root, "");
    if (sections.size() < Key.of(RunConfig.class).size()) {
      note(Consistency.of(sections).refusals(), root, "");
      return null;
    }
    return (RunConfig) make(variant, List.copyOf(sections.values()), root, "");
  }

  private @Nullable Object value(Limits limits, Node node, String path) {
    Class<?> raw = limits.raw();
    if (raw == Optional.class) {
      return optional(limits, node, path);
    } else if (raw == List.class) {
      return list(limits, node, path);
    } else if (raw == Map.class) {
      return map(limits, node, path);
    } else if (raw.isSealed()) {
      return choice(limits, node, path);
    } else if (raw.isRecord()) {
      Node.Mapping section = section(limits, node, path);
      return section == null ? null : whole(new Variant(raw, Optional.empty()), section, path);
    }
    return scalar(limits, node, path);
  }

  private @Nullable Object scalar(Limits limits, Node node, String path) {
    Optional<?> value =
        node instanceof Node.Scalar scalar ? scalars.parse(limits.raw(), scalar) : Optional.empty();
    if (value.isPresent() && limits.admits(value.get())) {
      return value.get();
    }
    String also =
        node instanceof Node.Scalar scalar && !limits.hasGreatest()
            ? scalars.alsoNeeded(limits.raw(), scalar)
            : "";
    problems.add(node.at(), path, notAllowed(node.shown(), limits) + also);
    return null;
  }

  private @Nullable Object optional(Limits limits, Node node, String path) {
    if (node.isNull()) {
      return Optional.empty();
    }
    Object value = value(limits.item(), node, path);
    return value == null ? null : Optional.of(value);
  }

  private @Nullable Object list(Limits limits, Node node, String path) {
    if (!(node instanceof Node.Sequence sequence)) {
      refuse(node, path, limits);
      return null;
    }
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Object item = value(limits.item(), sequence.items().get(i), inside(path, String.valueOf(i)));
      if (item != null) {
        items.add(item);
      }
    }
    if (items.size() < sequence.items().size()) {
      return null;
    }
    return admitted(limits, items, items.toString(), node, path);
  }

  private @Nullable Object map(Limits limits, Node node, String path) {
    Node.Mapping section = section(limits, node, path);
    if (section == null) {
      return null;
    }
    Map<String, Object> items = new LinkedHashMap<>();
    section.entries().forEach((name, entry) -> bindItem(limits, name, entry, path, items));
    int size = section.entries().size();
    return items.size() < size ? null : admitted(limits, items, size + " of them", node, path);
  }

  private void bindItem(
      Limits limits,
      String name,
      Node.Mapping.Entry entry,
      String path,
      Map<String, Object> items) {
    Object item = value(limits.item(), entry.value(), inside(path, name));
    if (!Limits.admitsMapKey(name)) {
      problems.add(
          entry.at(),
          inside(path, name),
          "%s is not allowed; allowed: %s".formatted(name, Limits.describeMapKey()));
    } else if (item != null) {
      items.put(name, item);
    }
  }

  private @Nullable Object admitted(
      Limits limits, Object value, String shown, Node node, String path) {
    if (limits.admits(value)) {
      return value;
    }
    problems.add(node.at(), path, notAllowed(shown, limits));
    return null;
  }

  private @Nullable Object choice(Limits limits, Node node, String path) {
    Node.Mapping section = section(limits, node, path);
    if (section == null) {
      return null;
    }
    Map<String, Variant> variants = Variant.of(limits.raw());
    String kindPath = inside(path, Variant.KEY);
    Optional<Node> kind = section.get(Variant.KEY);
    if (kind.isEmpty()) {
      problems.add(section.at(), kindPath, "missing; needed: " + Names.oneOf(variants.keySet()));
      return null;
    }
    Variant variant = variants.get(section.text(Variant.KEY).orElse(""));
    if (variant == null) {
      String reason = "%s is not allowed; allowed: %s";
      problems.add(
          kind.get().at(),
          kindPath,
          reason.formatted(kind.get().shown(), Names.oneOf(variants.keySet())));
      return null;
    }
    return whole(variant, section, path);
  }

  /** A section whose keys are all commented out is null in YAML, and empty here. */
  private Node.@Nullable Mapping section(Limits limits, Node node, String path) {
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    } else if (node.isNull()) {
      return Node.Mapping.empty(node.at());
    }
    refuse(node, path, limits);
    return null;
  }

  private @Nullable Object whole(Variant variant, Node.Mapping section, String path) {
    Map<String, Object> components = components(variant, section, path);
    if (components.size() < Key.of(variant.type()).size()) {
      return null;
    }
    return make(variant, List.copyOf(components.values()), section, path);
  }

  /** Returns the values of the keys that could be read, in the order of the components. */
  private Map<String, Object> components(Variant variant, Node.Mapping section, String path) {
    List<Key> keys = Key.of(variant.type());
    refuseUnknown(variant, section, path);
    Map<String, Object> values = new LinkedHashMap<>();
    for (Key key : keys) {
      Optional<Node> node = Defaults.of(key, section);
      if (node.isPresent()) {
        Object value = value(key.limits(), node.get(), inside(path, key.name()));
        if (value != null) {
          values.put(key.name(), value);
        }
      } else if (key.byDefault().isEmpty()) {
        String reason = "missing; needed: " + key.limits().describe();
        problems.add(section.at(), inside(path, key.name()), reason);
      }
      // Otherwise the default follows from a key that is wrong, and that has been noted.
    }
    return values;
  }

  private void refuseUnknown(Variant variant, Node.Mapping section, String path) {
    List<String> known = new ArrayList<>();
    if (variant.isChosen()) {
      known.add(Variant.KEY);
    }
    Key.of(variant.type()).forEach(key -> known.add(key.name()));
    section
        .entries()
        .forEach(
            (name, entry) -> {
              if (!known.contains(name)) {
                problems.add(entry.at(), inside(path, name), unknown(name, known));
              }
            });
  }

  private static String unknown(String name, List<String> known) {
    String hint =
        Names.closest(name, known)
            .map(near -> "did you mean " + near + "?")
            .orElseGet(() -> "allowed here: " + Names.all(known));
    return "unknown key; " + hint;
  }

  private @Nullable Object make(
      Variant variant, List<Object> values, Node.Mapping section, String path) {
    try {
      return variant.make(values);
    } catch (InvalidValueException e) {
      note(e.refusals(), section, path);
      return null;
    }
  }

  private void note(
      List<InvalidValueException.Refusal> refusals, Node.Mapping section, String path) {
    for (InvalidValueException.Refusal refusal : refusals) {
      Node node = section.nearest(refusal.key());
      // As the file spells it: 0, where the record has 0.0.
      String shown = node instanceof Node.Scalar scalar ? scalar.shown() : refusal.value();
      String reason = "%s is not allowed; allowed: %s".formatted(shown, refusal.allowed());
      problems.add(node.at(), inside(path, refusal.key()), reason);
    }
  }

  private void refuse(Node node, String path, Limits limits) {
    problems.add(node.at(), path, notAllowed(node.shown(), limits));
  }

  private static String notAllowed(String shown, Limits limits) {
    return "%s is not allowed; allowed: %s".formatted(shown, limits.describe());
  }

  private static String inside(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
