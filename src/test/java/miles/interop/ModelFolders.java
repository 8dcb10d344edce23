package miles.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.MetaGraphDef.MetaInfoDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Writes SavedModel folders by hand. */
final class ModelFolders {

  private ModelFolders() {}

  static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
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
