package miles.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A piece of a YAML document, unchangeable, that knows where it was written. */
sealed interface Node {

  /** Returns where this was written: a value where it stands, a section where its key stands. */
  Location at();

  /** Returns the value as an error shows it. */
  String shown();

  /** Whether this is YAML's null: nothing, {@code ~} or {@code null}, without quotes. */
  default boolean isNull() {
    return false;
  }

  /**
   * A single value.
   *
   * @param at where it stands
   * @param text the value without quotes
   * @param plain whether it stands without quotes
   */
  record Scalar(Location at, String text, boolean plain) implements Node {

    @Override
    public boolean isNull() {
      return plain && List.of("", "~", "null").contains(text);
    }

    @Override
    public String shown() {
      if (text.isEmpty() && plain) {
        return "an empty value";
      }
      return plain ? Shown.value(text) : '"' + Shown.value(text) + '"';
    }
  }

  /**
   * A list.
   *
   * @param at where its key stands
   * @param items the items in order
   */
  record Sequence(Location at, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String shown() {
      return "a list";
    }

    /** Returns this list with another item at an index. */
    Sequence with(int index, Node item) {
      List<Node> changed = new ArrayList<>(items);
      changed.set(index, item);
      return new Sequence(at, changed);
    }
  }

  /**
   * A section: keys in order with a value each.
   *
   * @param at where its own key stands
   * @param entries the entries by key
   */
  record Mapping(Location at, Map<String, Entry> entries) implements Node {

    /**
     * One key and its value.
     *
     * @param at where the key stands
     * @param value the value
     */
    record Entry(Location at, Node value) {}

    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** Returns a section without keys. */
    static Mapping empty(Location at) {
      return new Mapping(at, Map.of());
    }

    @Override
    public String shown() {
      return "a section";
    }

    /** Returns the value of a key. */
    Optional<Node> get(String key) {
      return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /** Returns the section of a key; empty if there is none or it is not a section. */
    Optional<Mapping> section(String key) {
      return get(key).filter(Mapping.class::isInstance).map(Mapping.class::cast);
    }

    /** Returns the text of a key's single value; empty if it has none. */
    Optional<String> text(String key) {
      return get(key).filter(Scalar.class::isInstance).map(node -> ((Scalar) node).text());
    }

    /** Returns the value of a key path, or the section nearest to it. */
    Node nearest(String path) {
      Node node = this;
      for (String key : path.split("\\.", -1)) {
        Optional<Node> next = node instanceof Mapping mapping ? mapping.get(key) : Optional.empty();
        if (next.isEmpty()) {
          break;
        }
        node = next.get();
      }
      return node;
    }

    /** Returns this section with a key added or replaced. */
    Mapping with(String key, Entry entry) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      changed.put(key, entry);
      return new Mapping(at, changed);
    }

    /** Returns this section with a plain value that nobody wrote, if the key is not there. */
    Mapping withDefault(String key, String text) {
      if (entries.containsKey(key)) {
        return this;
      }
      return with(key, new Entry(at, new Scalar(at, text, true)));
    }
  }
}
