package miles.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.train.Sessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * A copy of a graph whose variables are stored as 16-bit floats (IEEE 754 binary16) and cast to 32
 * bits where they are read; everything is still computed in 32 bits.
 *
 * <p>A variable with a value beyond ±{@value #GREATEST} or no number stays as it is. Owns the copy
 * and its session; closing it closes them.
 */
final class HalfPrecision implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HalfPrecision.class);

  /** The largest number of 16 bits. */
  private static final float GREATEST = 65_504f;

  private static final String VARIABLE = "VariableV2";
  private static final String ASSIGN = "Assign";

  /** The node that runs every assignment. */
  private static final String INITIALIZE = "Init";

  private final Graph graph = new Graph();
  private final Session session;

  private HalfPrecision(GraphDef definition, int threads) {
    try {
      graph.importGraphDef(definition);
      session = Sessions.open(graph, threads);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Makes the copy.
   *
   * @param definition the graph, each variable with the assignment of its initial value
   * @param session holds the variables' values
   * @param threads of the copy's session
   */
  static HalfPrecision of(GraphDef definition, Session session, int threads) {
    Map<String, TFloat32> values = new LinkedHashMap<>();
    try {
      for (NodeDef node : definition.getNodeList()) {
        if (isFloatVariable(node)) {
          values.put(node.getName(), read(session, node.getName()));
        }
      }
      List<String> halves =
          values.entrySet().stream()
              .filter(value -> fits(value.getKey(), value.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      HalfPrecision copy = new HalfPrecision(convert(definition, halves), threads);
      try {
        copy.assign(definition, values);
        return copy;
      } catch (RuntimeException e) {
        copy.close();
        throw e;
      }
    } finally {
      values.values().forEach(TFloat32::close);
    }
  }

  /** Returns the session of the copy, which this closes. */
  Session session() {
    return session;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private static TFloat32 read(Session session, String variable) {
    Result result = session.runner().fetch(variable).run();
    return (TFloat32) result.get(0);
  }

  private static boolean fits(String name, TFloat32 values) {
    float[] array = new float[Math.toIntExact(values.size())];
    values.asRawTensor().data().asFloats().read(array);
    for (float value : array) {
      if (!(Math.abs(value) <= GREATEST)) {
        log.warn("{} holds {}, so it stays in 32 bits.", name, value);
        return false;
      }
    }
    return true;
  }

  /** Runs every variable's own assignment, with its value in place of the initial one. */
  private void assign(GraphDef definition, Map<String, TFloat32> values) {
    for (NodeDef node : definition.getNodeList()) {
      TFloat32 value = node.getOp().equals(ASSIGN) ? values.get(node.getInput(0)) : null;
      if (value != null) {
        session.runner().feed(node.getInput(1), value).addTarget(node.getName()).run().close();
      }
    }
  }

  /** Without the node that runs every assignment, for a session would refuse to run before it. */
  private static GraphDef convert(GraphDef definition, List<String> halves) {
    GraphDef.Builder converted = definition.toBuilder().clearNode();
    for (NodeDef node : definition.getNodeList()) {
      if (!node.getName().equals(INITIALIZE)) {
        converted.addAllNode(convert(node, halves));
      }
    }
    return converted.build();
  }

  private static List<NodeDef> convert(NodeDef node, List<String> halves) {
    if (halves.contains(node.getName())) {
      return List.of(
          node.toBuilder().putAttr("dtype", type(DataType.DT_HALF)).build(),
          cast(asFloat(node.getName()), node.getName(), DataType.DT_HALF, DataType.DT_FLOAT));
    }
    if (node.getOp().equals(ASSIGN) && halves.contains(node.getInput(0))) {
      String rounded = node.getName() + "/rounded";
      return List.of(
          cast(rounded, node.getInput(1), DataType.DT_FLOAT, DataType.DT_HALF),
          node.toBuilder().setInput(1, rounded).putAttr("T", type(DataType.DT_HALF)).build());
    }
    NodeDef.Builder reader = node.toBuilder();
    List<String> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      inputs.add(halves.contains(input) ? asFloat(input) : input);
    }
    return List.of(reader.clearInput().addAllInput(inputs).build());
  }

  private static NodeDef cast(String name, String input, DataType from, DataType to) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput(input)
        .putAttr("SrcT", type(from))
        .putAttr("DstT", type(to))
        .build();
  }

  private static String asFloat(String variable) {
    return variable + "/float32";
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static boolean isFloatVariable(NodeDef node) {
    return node.getOp().equals(VARIABLE)
        && node.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT;
  }
}
