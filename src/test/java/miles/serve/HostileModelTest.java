package miles.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import miles.interop.Trust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Models to serve that could do more than compute. TensorFlow must not see them. */
class HostileModelTest {

  @TempDir private Path folder;

  /** Adds a print, and damages the variables: TensorFlow would complain of them. */
  private void publishHostile(long version) throws IOException {
    Path made = TestModel.publish(folder.resolve("made"), version);
    Path file = made.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    model
        .getMetaGraphsBuilder(0)
        .getGraphDefBuilder()
        .addNode(NodeDef.newBuilder().setName("secret").setOp("PrintV2").addInput("text"));
    Files.write(file, model.build().toByteArray());
    Files.write(made.resolve("variables/variables.index"), new byte[] {1});
    Path toy = Files.createDirectories(folder.resolve("toy"));
    Files.move(made, toy.resolve(Long.toString(version)));
  }

  private static ServerOptions options(Trust trust) {
    return new ServerOptions("127.0.0.1", 0, "toy", 1_000, 4, 1, false, trust);
  }

  @Test
  void aServerDoesNotStartWithIt() throws Exception {
    publishHostile(1);
    assertThatThrownBy(() -> ModelServer.start(folder.resolve("toy"), options(Trust.CHECKED)))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("could do more than compute: PrintV2 (node \"secret\")");
    // Trusted, it comes as far as TensorFlow.
    assertThatThrownBy(() -> ModelServer.start(folder.resolve("toy"), options(Trust.TRUSTED)))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("sstable"); // the index of the variables
  }

  @Test
  void aServerThatRunsDoesNotTakeItUp() throws Exception {
    TestModel.publish(folder.resolve("toy"), 1);
    publishHostile(2);
    try (ModelServer server = ModelServer.start(folder.resolve("toy"), options(Trust.CHECKED))) {
      assertThat(server.versions()).isEqualTo(List.of(1L));
      assertThat(new Client(server.uri()).get("").body())
          .contains("\"END\"", "could do more than compute: PrintV2");
    }
  }
}
