package miles.interop;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;

/**
 * The protocol buffers of one SavedModel folder, read and not run: one graph, its functions, its
 * signatures, and where the values of its variables are.
 *
 * <p>Holds Java objects only; there is nothing to close.
 */
public final class SavedModelFile {

  /** The tag of a graph that is meant to be served. */
  public static final String SERVE = "serve";

  /** The largest saved_model.pb that is read, in bytes: 512 MiB. */
  public static final long MAX_BYTES = 512L << 20;

  private static final Set<String> VARIABLES = Set.of("VarHandleOp", "VariableV2", "Variable");

  private final Path folder;
  private final MetaGraphDef metaGraph;
  private final List<Set<String>> tagSets;
  private final Map<String, FunctionDef> functions;

  private SavedModelFile(Path folder, MetaGraphDef metaGraph, List<Set<String>> tagSets) {
    this.folder = folder;
    this.metaGraph = metaGraph;
    this.tagSets = List.copyOf(tagSets);
    this.functions = functions(folder, metaGraph);
  }

  /**
   * Reads the graph that is meant to be served.
   *
   * @param folder holds saved_model.pb
   * @throws SavedModelException as {@link #read(Path, Set)}
   */
  public static SavedModelFile read(Path folder) {
    return read(folder, Set.of(SERVE));
  }

  /**
   * Reads the graph whose tags are exactly those given.
   *
   * @param folder holds saved_model.pb and, where the graph has variables, the folder variables
   * @param tags such as {@code serve}
   * @throws SavedModelException if there is no such folder, file or graph, if the file is damaged
   *     or larger than {@link #MAX_BYTES}, or if the values of the variables are missing
   */
  public static SavedModelFile read(Path folder, Set<String> tags) {
    Path file = SavedModelFolder.locate(folder);
    SavedModel model = parse(file);
    List<Set<String>> tagSets =
        model.getMetaGraphsList().stream().map(SavedModelFile::tagsOf).toList();
    int chosen = tagSets.indexOf(tags);
    if (chosen < 0) {
      throw new SavedModelException(noSuchTags(file, tags, tagSets));
    }
    SavedModelFile read = new SavedModelFile(folder, model.getMetaGraphs(chosen), tagSets);
    if (read.hasVariables()) {
      SavedModelFolder.requireVariables(folder);
    }
    return read;
  }

  /** Returns the folder that was read. */
  public Path folder() {
    return folder;
  }

  /** Returns everything that the file says of the chosen graph. */
  public MetaGraphDef metaGraph() {
    return metaGraph;
  }

  /** Returns the chosen graph, with its library of functions. */
  public GraphDef graph() {
    return metaGraph.getGraphDef();
  }

  /** Returns the library's functions by their names, in the order of the file. */
  public Map<String, FunctionDef> functions() {
    return functions;
  }

  /** Returns the signatures by their keys. */
  public Map<String, SignatureDef> signatures() {
    return metaGraph.getSignatureDefMap();
  }

  /** Returns the objects that TensorFlow 2 saved; none in a file of TensorFlow 1. */
  public SavedObjectGraph objectGraph() {
    return metaGraph.getObjectGraphDef();
  }

  /** Returns the names of the tensors and operations that restore and save the variables. */
  public SaverDef saver() {
    return metaGraph.getSaverDef();
  }

  /** Returns the tags of the chosen graph, sorted. */
  public Set<String> tags() {
    return tagsOf(metaGraph);
  }

  /** Returns the tags of every graph in the file. */
  public List<Set<String>> tagSets() {
    return tagSets;
  }

  /** Returns the version of the TensorFlow that wrote the file; empty where it did not say. */
  public String tensorFlowVersion() {
    return metaGraph.getMetaInfoDef().getTensorflowVersion();
  }

  /** Returns what TensorFlow's restore operations take as the name of the variables' files. */
  public Path checkpointPrefix() {
    return SavedModelFolder.checkpointPrefix(folder);
  }

  /** Returns the nodes of the graph and of every function of the library. */
  public Stream<NodeDef> nodes() {
    return Stream.concat(
        graph().getNodeList().stream(),
        functions.values().stream().flatMap(function -> function.getNodeDefList().stream()));
  }

  /** Returns whether the graph, or a function, has a variable. */
  public boolean hasVariables() {
    return nodes().anyMatch(SavedModelFile::isVariable);
  }

  /** Returns whether a node is a variable, of TensorFlow 1 or 2. */
  static boolean isVariable(NodeDef node) {
    return VARIABLES.contains(node.getOp());
  }

  private static SavedModel parse(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new SavedModelException(
            "%s has %d bytes; at most %d are read: save the weights as variables, not as constants of the graph."
                .formatted(file, size, MAX_BYTES));
      }
      CodedInputStream input = CodedInputStream.newInstance(bytes);
      input.setSizeLimit((int) MAX_BYTES);
      SavedModel model = SavedModel.parseFrom(input);
      input.checkLastTagWas(0);
      if (model.getMetaGraphsCount() == 0) {
        throw new SavedModelException(
            "%s holds no graph: it is empty or no SavedModel; copy or export it again."
                .formatted(file));
      }
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new SavedModelException(
          "%s is damaged or no SavedModel (%s); copy or export it again."
              .formatted(file, firstSentence(e)),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstSentence(InvalidProtocolBufferException thrown) {
    String message = String.valueOf(thrown.getMessage()).replaceAll("\\s+", " ");
    int end = message.indexOf(". ");
    return (end < 0 ? message : message.substring(0, end)).replaceAll("\\.$", "");
  }

  private static Set<String> tagsOf(MetaGraphDef graph) {
    return new TreeSet<>(graph.getMetaInfoDef().getTagsList());
  }

  private static String noSuchTags(Path file, Set<String> tags, List<Set<String>> tagSets) {
    String found = tagSets.stream().map(SavedModelFile::text).collect(Collectors.joining(" and "));
    return "%s has no graph tagged %s; its graphs are tagged %s: choose one of those."
        .formatted(file, text(tags), found);
  }

  private static String text(Set<String> tags) {
    return tags.isEmpty() ? "(no tag)" : "\"" + String.join(",", new TreeSet<>(tags)) + "\"";
  }

  private static Map<String, FunctionDef> functions(Path folder, MetaGraphDef graph) {
    Map<String, FunctionDef> byName = new LinkedHashMap<>();
    for (FunctionDef function : graph.getGraphDef().getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      if (byName.put(name, function) != null) {
        throw new SavedModelException(
            "%s has two functions named \"%s\": no TensorFlow writes that; export it again."
                .formatted(folder, name));
      }
    }
    return Collections.unmodifiableMap(byName);
  }
}
