package miles.config;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns records into YAML with every key, so that nothing is left to defaults. */
final class YamlWriter {

  private static final int LINE_WIDTH = 100;

  private YamlWriter() {}

  /** Returns a record as the text of a YAML document. */
  static String write(Record section) {
    DumperOptions options = new DumperOptions();
    options.setWidth(LINE_WIDTH);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setAllowUnicode(true);
    options.setSplitLines(false);
    StringWriter text = new StringWriter();
    new Yaml(options).serialize(section(section), text);
    return text.toString();
  }

  private static Node node(Object value) {
    if (value instanceof Record section) {
      return section(section);
    } else if (value instanceof Optional<?> optional) {
      return optional.isPresent() ? node(optional.get()) : plain(Tag.NULL, "null");
    } else if (value instanceof Map<?, ?> map) {
      List<NodeTuple> tuples = new ArrayList<>();
      map.forEach((name, item) -> tuples.add(tuple(name.toString(), item)));
      return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
    } else if (value instanceof List<?> list) {
      List<Node> items = list.stream().map(YamlWriter::node).toList();
      boolean sections = list.stream().anyMatch(Record.class::isInstance);
      return new SequenceNode(Tag.SEQ, items, sections ? FlowStyle.BLOCK : FlowStyle.FLOW);
    }
    return scalar(value);
  }

  private static Node section(Record section) {
    List<NodeTuple> tuples = new ArrayList<>();
    if (section.getClass().isAnnotationPresent(Kind.class)) {
      tuples.add(new NodeTuple(text(Variant.KEY), text(Variant.kindOf(section))));
    }
    for (Key key : Key.of(section.getClass())) {
      tuples.add(tuple(key.name(), key.valueIn(section)));
    }
    return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
  }

  private static NodeTuple tuple(String key, Object value) {
    return new NodeTuple(text(key), node(value));
  }

  private static Node scalar(Object value) {
    if (value instanceof Double number) {
      return plain(Tag.FLOAT, number.toString().replace('E', 'e'));
    } else if (value instanceof Boolean) {
      return plain(Tag.BOOL, value.toString());
    } else if (value instanceof Integer || value instanceof Long) {
      return plain(Tag.INT, value.toString());
    } else if (value instanceof Enum<?> constant) {
      return text(Names.value(constant));
    } else if (value instanceof Path path) {
      return text(path.toAbsolutePath().toString());
    } else if (value instanceof String text) {
      return text(text);
    }
    throw new IllegalArgumentException("the run file has no values of " + value.getClass());
  }

  private static Node plain(Tag tag, String value) {
    return new ScalarNode(tag, value, null, null, ScalarStyle.PLAIN);
  }

  /** A text, in quotes where YAML would read something else without them. */
  private static Node text(String value) {
    boolean oneLine = value.chars().noneMatch(Character::isISOControl);
    ScalarStyle style = oneLine ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED;
    return new ScalarNode(Tag.STR, value, null, null, style);
  }
}
