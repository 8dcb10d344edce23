package miles.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Turns YAML text into {@link Node}s.
 *
 * <p>It goes by SnakeYAML's parser events and makes no objects from tags, so that a file can only
 * ever be texts, lists and sections. An alias shares the node of its anchor; as nodes cannot change
 * and the reader goes no deeper than the records do, a file that multiplies itself by aliases costs
 * nothing. What is wrong is noted with its line; reading goes on where that makes sense.
 */
final class YamlReader {

  private static final int MOST_DEPTH = 20;

  private final Function<Mark, Location> locations;
  private final Problems problems;
  private final Map<String, Node> anchors = new HashMap<>();
  private final Parser events;

  private YamlReader(String text, Function<Mark, Location> locations, Problems problems) {
    this.locations = locations;
    this.problems = problems;
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(RunFile.MOST_BYTES);
    this.events = new ParserImpl(new StreamReader(text), options);
  }

  /**
   * Reads the one document of a file.
   *
   * @param source the file's name for locations
   * @return the document; empty if it cannot be read, which the problems then say
   */
  static Optional<Node> readFile(String text, String source, Problems problems) {
    Function<Mark, Location> locations =
        mark -> new Location(source, mark.getLine() + 1, mark.getColumn() + 1);
    Location start = new Location(source, 1, 1);
    return read(new YamlReader(text, locations, problems), start, List.of());
  }

  /**
   * Reads a value that was written somewhere else than in a file.
   *
   * @param at the location of all of it
   * @param path the keys that lead to the value
   * @return the value; empty if it cannot be read, which the problems then say
   */
  static Optional<Node> readValue(String text, Location at, List<String> path, Problems problems) {
    return read(new YamlReader(text, mark -> at, problems), at, path);
  }

  private static Optional<Node> read(YamlReader reader, Location start, List<String> path) {
    try {
      return reader.document(start, path);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      Location at = mark == null ? start : reader.locations.apply(mark);
      reader.problems.add(at, String.join(".", path), "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      reader.problems.add(start, String.join(".", path), "not YAML: " + e.getMessage());
    } catch (Unreadable e) {
      reader.problems.add(e.at, String.join(".", path), String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private Optional<Node> document(Location start, List<String> path) {
    if (nextContent().is(Event.ID.StreamEnd)) {
      problems.add(start, "", "nothing is written here");
      return Optional.empty();
    }
    Node root = node(events.getEvent(), start, path);
    Event after = nextContent();
    if (!after.is(Event.ID.StreamEnd)) {
      throw new Unreadable(at(after), "a second document starts here; a run file is one document");
    }
    return Optional.of(root);
  }

  /** Skips the marks around a document; returns its start or the stream's end. */
  private Event nextContent() {
    Event event = events.getEvent();
    while (event.is(Event.ID.StreamStart) || event.is(Event.ID.DocumentEnd)) {
      event = events.getEvent();
    }
    return event;
  }

  /**
   * Reads the node that an event starts.
   *
   * @param at where the node's key stands; a single value has its own place
   * @param path the keys that lead to the node
   */
  private Node node(Event event, Location at, List<String> path) {
    if (path.size() > MOST_DEPTH) {
      throw new Unreadable(at, "nested more than " + MOST_DEPTH + " levels deep");
    }
    if (event instanceof AliasEvent alias) {
      return anchored(alias);
    } else if (event instanceof ScalarEvent scalar) {
      refuseTag(scalar.getTag(), event, path);
      boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
      return anchor(scalar, new Node.Scalar(at(event), scalar.getValue(), plain));
    } else if (event instanceof SequenceStartEvent sequence) {
      refuseTag(sequence.getTag(), event, path);
      return anchor(sequence, sequence(at, path));
    } else if (event instanceof MappingStartEvent mapping) {
      refuseTag(mapping.getTag(), event, path);
      return anchor(mapping, mapping(at, path));
    }
    throw new Unreadable(at, "not YAML: unexpected " + event);
  }

  private Node.Sequence sequence(Location at, List<String> path) {
    List<Node> items = new ArrayList<>();
    for (Event event = events.getEvent();
        !event.is(Event.ID.SequenceEnd);
        event = events.getEvent()) {
      items.add(node(event, at(event), inside(path, String.valueOf(items.size()))));
    }
    return new Node.Sequence(at, items);
  }

  private Node.Mapping mapping(Location at, List<String> path) {
    Map<String, Node.Mapping.Entry> entries = new LinkedHashMap<>();
    for (Event event = events.getEvent();
        !event.is(Event.ID.MappingEnd);
        event = events.getEvent()) {
      Location keyAt = at(event);
      Node key = node(event, keyAt, inside(path, "?"));
      String name = key instanceof Node.Scalar scalar ? scalar.text() : key.shown();
      List<String> inside = inside(path, name);
      Node value = node(events.getEvent(), keyAt, inside);
      if (!(key instanceof Node.Scalar)) {
        problems.add(keyAt, String.join(".", path), name + " stands where a key must be");
      } else {
        add(entries, inside, new Node.Mapping.Entry(keyAt, value));
      }
    }
    return new Node.Mapping(at, entries);
  }

  private void add(
      Map<String, Node.Mapping.Entry> entries, List<String> path, Node.Mapping.Entry entry) {
    Node.Mapping.Entry first = entries.putIfAbsent(path.get(path.size() - 1), entry);
    if (first != null) {
      String where = first.at().isOverride() ? "" : ", first on line " + first.at().line();
      problems.add(
          entry.at(), String.join(".", path), "given twice" + where + "; keep one of the two");
    }
  }

  private static List<String> inside(List<String> path, String key) {
    List<String> longer = new ArrayList<>(path);
    longer.add(key);
    return longer;
  }

  private Node anchored(AliasEvent alias) {
    Node node = anchors.get(alias.getAnchor());
    if (node == null) {
      String reason = "*%s repeats a value, but no value named &%1$s ends before it";
      throw new Unreadable(at(alias), reason.formatted(alias.getAnchor()));
    }
    return node;
  }

  private Node anchor(NodeEvent event, Node node) {
    if (event.getAnchor() != null) {
      anchors.put(event.getAnchor(), node);
    }
    return node;
  }

  private void refuseTag(@Nullable String tag, Event event, List<String> path) {
    if (tag != null && !tag.equals("!")) {
      problems.add(
          at(event),
          String.join(".", path),
          "the YAML tag " + tag.replace(Tag.PREFIX, "!!") + " is not allowed; leave it out");
    }
  }

  private Location at(Event event) {
    return locations.apply(event.getStartMark());
  }

  /** Ends the reading of a document that has no sense from here on. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Location at;

    Unreadable(Location at, String message) {
      super(message);
      this.at = at;
    }
  }
}
