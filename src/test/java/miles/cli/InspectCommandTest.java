package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import miles.config.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.MetaGraphDef.MetaInfoDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

class InspectCommandTest {

  private static final Path KERAS = Path.of("../shared/data/python-savedmodels/mnist-mlp-keras");
  private static final Path GOLDEN =
      Path.of("src/test/resources/miles/cli/inspect-mnist-mlp-keras.txt");

  @TempDir private Path folder;

  @Test
  void aModelIsShownAsInTheGoldenFile() throws IOException {
    assumeTrue(Files.isDirectory(KERAS), KERAS + " is absent");
    RecordedConsole shown = RecordedConsole.run("inspect", KERAS.toString());
    assertThat(shown.code()).withFailMessage(shown::err).isZero();
    Golden.assertMatches(GOLDEN, shown.out());
  }

  @Test
  void theJsonHasTheDocumentedKeys() throws IOException {
    write("serve", "PyFunc");
    JsonNode json = new ObjectMapper().readTree(inspect("--json").out());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "folder",
            "tags",
            "tag_sets",
            "tensorflow",
            "bytes",
            "signatures",
            "functions",
            "variables",
            "operations",
            "refused");
    assertThat(json.at("/operations/PyFunc").asInt()).isEqualTo(1);
    assertThat(json.at("/refused/0/operation").asText()).isEqualTo("PyFunc");
    assertThat(json.at("/refused/0/reason").asText()).isEqualTo("calls Python");
  }

  @Test
  void whatIsRefusedIsShownAndIsNoError() throws IOException {
    write("serve", "WriteFile");
    RecordedConsole shown = inspect();
    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains("refused unless --trust", "WriteFile (node \"n\") reads or writes files");
  }

  @Test
  void anotherGraphIsChosenByItsTag() throws IOException {
    write("train", "NoOp");
    assertThat(inspect("--tag", "train").out()).contains("tags train", "NoOp 1");
    RecordedConsole refused = inspect();
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("no graph tagged \"serve\"", "are tagged \"train\"");
  }

  @Test
  void needsNoNativeLibrary() throws IOException, InterruptedException {
    write("serve", "Relu");
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.matches(".*tensorflow-core-native.*-(linux|macosx|windows).*"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).isNotEqualTo(System.getProperty("java.class.path"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                List.of(java, "-cp", classPath, "miles.cli.Main", "inspect", folder.toString()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).withFailMessage(output).isZero();
    assertThat(output).contains("Relu 1");
  }

  private RecordedConsole inspect(String... options) {
    String[] arguments =
        Arrays.copyOf(new String[] {"inspect", folder.toString()}, 2 + options.length);
    System.arraycopy(options, 0, arguments, 2, options.length);
    return RecordedConsole.run(arguments);
  }

  private void write(String tag, String operation) throws IOException {
    NodeDef node = NodeDef.newBuilder().setName("n").setOp(operation).build();
    MetaGraphDef graph =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(MetaInfoDef.newBuilder().addTags(tag))
            .setGraphDef(GraphDef.newBuilder().addNode(node))
            .build();
    SavedModel model = SavedModel.newBuilder().addMetaGraphs(graph).build();
    Files.write(folder.resolve("saved_model.pb"), model.toByteArray());
  }
}
