package miles.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.graph.FusionGraph.GraphVariable;
import miles.graph.FusionGraph.Purpose;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Every variable of a graph, with its group and the one place where it is read.
 *
 * <p>A variable's initial value depends on the run's seed and the variable's name alone, so adding
 * a layer never changes another layer's start. Reading through an identity is not a nicety:
 * gradients with respect to a variable that an operation uses directly can crash the JVM.
 */
final class Variables {

  /**
   * A variable and its value.
   *
   * @param declared the variable
   * @param value its value, from the one place where it is read
   */
  record Entry(GraphVariable declared, Operand<TFloat32> value) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final NetworkSize size = new NetworkSize();
  private final GivenValues given = new GivenValues();
  private final Scopes scopes;
  private final long runSeed;
  private final Purpose purpose;

  Variables(Scopes scopes, long runSeed, Purpose purpose) {
    this.scopes = scopes;
    this.runSeed = runSeed;
    this.purpose = purpose;
  }

  /**
   * Makes a variable that training changes by gradients.
   *
   * @param path the variable's name, such as {@code encoder/image/hidden1/kernel}
   * @param group the parameter group
   * @param shape the fixed shape
   * @param initial the initial value
   * @throws IllegalStateException if the name is taken or the group is blank
   */
  Entry weight(String path, String group, Shape shape, Initial initial) {
    Variable<TFloat32> variable = declare(path, group, shape, initial);
    return register(new GraphVariable(path, group, true, variable), read(path, variable));
  }

  /**
   * Makes a variable that training changes by assignments, such as a running mean.
   *
   * <p>In training its value is a copy. An assignment that depends on the copy can then never
   * overwrite what another operation of the same step still reads.
   *
   * @throws IllegalStateException if the name is taken or the group is blank
   */
  Entry statistic(String path, String group, Shape shape, float initial) {
    Variable<TFloat32> variable = declare(path, group, shape, Initial.constant(initial));
    Operand<TFloat32> value = read(path, variable);
    if (purpose == Purpose.TRAINING) {
      value = parent(path).withName(leaf(path) + "_copy").deepCopy(value);
    }
    return register(new GraphVariable(path, group, false, variable), value);
  }

  /**
   * Makes a variable that training leaves as it is.
   *
   * @throws IllegalStateException if the name is taken or the group is blank
   */
  Entry frozen(String path, String group, Shape shape, Initial initial) {
    Variable<TFloat32> variable = declare(path, group, shape, initial);
    return register(new GraphVariable(path, group, false, variable), read(path, variable));
  }

  /**
   * Returns the initial values that are arrays; they replace those that variables were made with.
   */
  GivenValues given() {
    return given;
  }

  /**
   * Finds a variable made before.
   *
   * @throws IllegalStateException if there is none
   */
  Entry find(String path) {
    Entry entry = entries.get(path);
    if (entry == null) {
      throw new IllegalStateException("variable " + path + " is used before it is made");
    }
    return entry;
  }

  /** Returns every variable in the order in which they were made. */
  List<GraphVariable> all() {
    List<GraphVariable> all = new ArrayList<>();
    entries.values().forEach(entry -> all.add(entry.declared()));
    return List.copyOf(all);
  }

  private Variable<TFloat32> declare(String path, String group, Shape shape, Initial initial) {
    if (entries.containsKey(path)) {
      throw new IllegalStateException("variable " + path + " is made twice");
    }
    if (group.isBlank()) {
      throw new IllegalStateException("variable " + path + " has no parameter group");
    }
    size.add(shape);
    Ops tf = parent(path);
    // An inference graph takes its values from a checkpoint: it carries no random numbers.
    Initial start = purpose == Purpose.TRAINING ? initial : Initial.ZEROS;
    Operand<TFloat32> value = start.value(tf, shape, Seeds.of(runSeed, path));
    Variable<TFloat32> variable = tf.withName(leaf(path)).variable(value);
    if (!variable.op().name().equals(path)) {
      throw new IllegalStateException(
          "variable %s would be named %s".formatted(path, variable.op().name()));
    }
    return variable;
  }

  private Operand<TFloat32> read(String path, Variable<TFloat32> variable) {
    return parent(path).withName(leaf(path) + "_read").identity(variable);
  }

  private Entry register(GraphVariable declared, Operand<TFloat32> value) {
    Entry entry = new Entry(declared, value);
    entries.put(declared.name(), entry);
    return entry;
  }

  private Ops parent(String path) {
    return scopes.at(path.substring(0, path.lastIndexOf('/')));
  }

  private static String leaf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
