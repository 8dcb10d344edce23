package miles.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.MetaGraphDef.MetaInfoDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;

/** Writes SavedModel folders by hand. */
final class ModelFolders {

  private ModelFolders() {}

  static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
  }

  /** Returns a node with attributes that name functions, each one or a list. */
  static NodeDef calling(NodeDef node, String attribute, String... functions) {
    List<NameAttrList> names =
        Stream.of(functions).map(name -> NameAttrList.newBuilder().setName(name).build()).toList();
    AttrValue value =
        names.size() == 1
            ? AttrValue.newBuilder().setFunc(names.get(0)).build()
            : AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addAllFunc(names))
                .build();
    return node.toBuilder().putAttr(attribute, value).build();
  }

  /** Returns a function with one input, {@code x}, that returns nothing. */
  static FunctionDef function(String name, NodeDef... body) {
    return FunctionDef.newBuilder()
        .setSignature(
            OpDef.newBuilder().setName(name).addInputArg(OpDef.ArgDef.newBuilder().setName("x")))
        .addAllNodeDef(List.of(body))
        .build();
  }

  static GraphDef library(GraphDef graph, FunctionDef... functions) {
    return graph.toBuilder()
        .setLibrary(FunctionDefLibrary.newBuilder().addAllFunction(List.of(functions)))
        .build();
  }

  static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder().addAllNode(List.of(nodes)).build();
  }

  static MetaGraphDef tagged(GraphDef graph, String... tags) {
    return MetaGraphDef.newBuilder()
        .setMetaInfoDef(MetaInfoDef.newBuilder().addAllTags(List.of(tags)))
        .setGraphDef(graph)
        .build();
  }

  /** Writes saved_model.pb and returns the folder. */
  static Path write(Path folder, MetaGraphDef... graphs) throws IOException {
    Files.createDirectories(folder);
    SavedModel model =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addAllMetaGraphs(List.of(graphs))
            .build();
    Files.write(folder.resolve("saved_model.pb"), model.toByteArray());
    return folder;
  }

  /** Writes empty files under the folder variables. */
  static void variables(Path folder, String... names) throws IOException {
    Path variables = Files.createDirectories(folder.resolve("variables"));
    for (String name : names) {
      Files.write(variables.resolve(name), new byte[0]);
    }
  }
}
