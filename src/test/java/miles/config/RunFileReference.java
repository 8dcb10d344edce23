package miles.config;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the reference of all keys: what each allows and its default from {@link Key}, what it
 * means from the Javadoc of its component. So nothing in it is written by hand.
 */
final class RunFileReference {

  private final Javadocs javadocs;
  private final Set<String> written = new LinkedHashSet<>();
  private final StringBuilder text = new StringBuilder();

  private RunFileReference(Javadocs javadocs) {
    this.javadocs = javadocs;
  }

  /** Returns the reference in Markdown. */
  static String write() throws IOException {
    RunFileReference reference = new RunFileReference(Javadocs.read());
    reference.text.append("## All keys\n\n");
    reference.table(RunConfig.class, "");
    reference.sectionsIn(List.of(RunConfig.class), "");
    return reference.text.toString();
  }

  /** Returns the anchor that Markdown gives to a heading. */
  static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_ -]", "").replace(' ', '-');
  }

  /** Writes the sections that the keys of some records hold, each once. */
  private void sectionsIn(List<Class<?>> records, String path) {
    Map<String, Class<?>> sections = new LinkedHashMap<>();
    for (Class<?> type : records) {
      Key.of(type)
          .forEach(key -> section(key).ifPresent(held -> sections.put(pathOf(key, path), held)));
    }
    sections.forEach(this::section);
  }

  private void section(String path, Class<?> type) {
    if (!written.add(path)) {
      return;
    }
    text.append("### `").append(path).append("`\n\n").append(meaningOf(type)).append("\n\n");
    if (!type.isSealed()) {
      table(type, path);
      sectionsIn(List.of(type), path);
      return;
    }
    List<Class<?>> kinds = List.of(type.getPermittedSubclasses());
    for (Class<?> kind : kinds) {
      text.append("#### ").append(kindsOf(kind)).append("\n\n");
      text.append(meaningOf(kind)).append("\n\n");
      table(kind, path);
    }
    sectionsIn(kinds, path);
  }

  private static String kindsOf(Class<?> type) {
    return Stream.of(type.getAnnotation(Kind.class).value())
        .map(kind -> "`kind: " + kind + "`")
        .collect(Collectors.joining(" or "));
  }

  private void table(Class<?> type, String path) {
    text.append("| key | allowed | default | meaning |\n|---|---|---|---|\n");
    for (Key key : Key.of(type)) {
      String meaning = sentence(meaningOf(key, type)) + meaningsOfValues(key.limits().raw());
      row("`" + key.name() + "`", allowed(key, path), defaultOf(key), meaning);
    }
    text.append('\n');
  }

  private void row(String... cells) {
    text.append(
        Stream.of(cells)
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  private static String allowed(Key key, String path) {
    Class<?> raw = key.limits().raw();
    if (raw.isEnum()) {
      return codes(Names.values(raw));
    }
    String held = pathOf(key, path);
    return section(key)
        .map(type -> "[`%s`](#%s)".formatted(held, anchor(held)))
        .orElseGet(() -> key.limits().describe());
  }

  private static String defaultOf(Key key) {
    Class<?> raw = key.limits().raw();
    if (isRequired(key)) {
      return "**required**";
    } else if (raw == Optional.class) {
      return "none";
    } else if (key.byDefault().isEmpty()) {
      return "all defaults";
    }
    Default byDefault = key.byDefault().get();
    String kind = raw.isSealed() ? "kind: " : "";
    String value = byDefault.value().isEmpty() ? "" : "`" + kind + byDefault.value() + "`";
    return Stream.of(value, byDefault.derived())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** Whether a file must have the key, for itself or for a key in its section. */
  private static boolean isRequired(Key key) {
    Class<?> raw = key.limits().raw();
    if (raw.isRecord()) {
      return Key.of(raw).stream().anyMatch(RunFileReference::isRequired);
    }
    return key.byDefault().isEmpty() && raw != Optional.class;
  }

  /** Returns the type of the section or sections that a key holds. */
  private static Optional<Class<?>> section(Key key) {
    Limits limits = key.limits();
    while (List.of(List.class, Map.class, Optional.class).contains(limits.raw())) {
      limits = limits.item();
    }
    Class<?> raw = limits.raw();
    return raw.isRecord() || raw.isSealed() ? Optional.of(raw) : Optional.empty();
  }

  private static String pathOf(Key key, String path) {
    String inside = path.isEmpty() ? key.name() : path + "." + key.name();
    Class<?> raw = key.limits().raw();
    return inside + (raw == Map.class ? ".<name>" : raw == List.class ? ".<index>" : "");
  }

  private String meaningOf(Class<?> type) {
    return asKeys(required(javadocs.of(type), type.getName()), type);
  }

  private String meaningOf(Key key, Class<?> type) {
    String component = key.component().getName();
    return asKeys(required(javadocs.of(type, component), type + "." + component), type);
  }

  private String meaningsOfValues(Class<?> type) {
    if (!type.isEnum()) {
      return "";
    }
    return Stream.of(type.getEnumConstants())
        .map(constant -> (Enum<?>) constant)
        .map(
            constant ->
                "<br>`%s`: %s"
                    .formatted(
                        Names.value(constant),
                        required(javadocs.of(type, constant.name()), constant.name())))
        .collect(Collectors.joining());
  }

  private static String required(Optional<String> javadoc, String what) {
    return javadoc.orElseThrow(() -> new IllegalStateException("no Javadoc says what is " + what));
  }

  /** Spells the components that a text names as the keys of the file. */
  private static String asKeys(String text, Class<?> type) {
    String spelt = text;
    if (type.isRecord()) {
      for (Key key : Key.of(type)) {
        String component = key.component().getName();
        if (!component.equals(key.name())) {
          spelt = spelt.replaceAll("\\b" + component + "\\b", key.name());
        }
      }
    }
    return spelt;
  }

  private static String sentence(String text) {
    String upper = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    return upper.endsWith(".") ? upper : upper + ".";
  }

  private static String codes(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }
}
