package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import miles.interop.HandMade;
import miles.interop.SmallModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Training with a SavedModel that could do more than compute. */
class TrustTest {

  private static final String RUN =
      """
      name: test
      data: {manifest: manifest.csv}
      modalities:
        a:
          kind: tabular
          encoder: {kind: saved-model, folder: small, output: hidden/Relu}
        b: {kind: tabular, encoder: {kind: mlp, units: [4]}}
      fusion: {kind: concat}
      optimizer: {kind: adam, learning_rate: 0.02}
      training: {epochs: 1, batch_size: 8, threads: 1}
      export: {enabled: false}
      """;

  @TempDir private Path folder;

  private void writeRun() throws IOException {
    Files.writeString(folder.resolve("test.yaml"), RUN);
    StringBuilder csv = new StringBuilder("id,split,label,a.x,a.y,a.z,b.x\n");
    for (int i = 0; i < 32; i++) {
      String split = i < 16 ? "train" : i < 24 ? "validation" : "test";
      csv.append("r%d,%s,c%d,%d,1,0,%d\n".formatted(i, split, i % 2, i % 2, i % 3));
    }
    Files.writeString(folder.resolve("manifest.csv"), csv);
    SmallModel.write(folder.resolve("small"), 1);
  }

  /** Adds a print beside what the signature computes, and a function that nothing calls. */
  private void addPrintAndHiddenFile() throws IOException {
    Path file = folder.resolve("small/saved_model.pb");
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    GraphDef.Builder graph = model.getMetaGraphsBuilder(0).getGraphDefBuilder();
    graph.addNode(HandMade.text("text", folder.resolve("written").toString()));
    graph.addNode(NodeDef.newBuilder().setName("print").setOp("PrintV2").addInput("text").build());
    FunctionDef.Builder hidden = FunctionDef.newBuilder();
    hidden.getSignatureBuilder().setName("hidden_function");
    hidden.addNodeDef(HandMade.text("name", folder.resolve("written").toString()));
    hidden.addNodeDef(
        NodeDef.newBuilder()
            .setName("write")
            .setOp("WriteFile")
            .addAllInput(List.of("name:output:0", "name:output:0")));
    graph.getLibraryBuilder().addFunction(hidden);
    Files.write(file, model.build().toByteArray());
  }

  private RecordedConsole train(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                folder.resolve("test.yaml").toString(),
                "--saved",
                folder.resolve("saved").toString()));
    arguments.addAll(List.of(options));
    return RecordedConsole.run(arguments.toArray(String[]::new));
  }

  @Test
  void refusedModelIsNotLoadedAndATrustedOneTrains() throws IOException {
    writeRun();
    addPrintAndHiddenFile();
    Path values = folder.resolve("small/variables/variables.index");
    byte[] index = Files.readAllBytes(values);
    Files.write(values, new byte[] {1}); // loading would say so

    RecordedConsole refused = train();
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("PrintV2 (node \"print\")", "and 1 more", "--trust")
        .doesNotContain("damaged", "\tat ");
    assertThat(folder.resolve("saved/test/epochs.csv")).doesNotExist();
    RecordedConsole inspected = RecordedConsole.run("inspect", folder.resolve("small").toString());
    assertThat(inspected.out()).contains("WriteFile (node \"write\"", "hidden_function");
    RecordedConsole unreadable = train("--trust", "--overwrite");
    assertThat(unreadable.code()).isEqualTo(2);
    assertThat(unreadable.err()).contains("variables.index", "damaged");

    Files.write(values, index);
    RecordedConsole trusted = train("--trust", "--overwrite");
    assertThat(trusted.code()).withFailMessage(trusted::err).isZero();
    assertThat(trusted.out()).contains("epoch 1/1");
    assertThat(folder.resolve("written")).doesNotExist();
  }

  @Test
  void comparisonRefusesItToo() throws IOException {
    writeRun();
    addPrintAndHiddenFile();
    Files.write(folder.resolve("small/variables/variables.index"), new byte[] {1});
    RecordedConsole refused =
        RecordedConsole.run(
            "compare",
            folder.resolve("test.yaml").toString(),
            "--methods",
            "joint",
            "--seeds",
            "1",
            "--out",
            folder.resolve("out").toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("PrintV2 (node \"print\")").doesNotContain("damaged");
  }

  /** The folder of a run may come from a stranger. */
  @Test
  void runWhoseKeptEncoderWritesFilesIsRefused() throws IOException {
    writeRun();
    assertThat(train().code()).isZero();
    Path run = folder.resolve("saved/test");
    Path kept = run.resolve("encoders/a.pb");
    MetaGraphDef.Builder encoder = MetaGraphDef.parseFrom(Files.readAllBytes(kept)).toBuilder();
    encoder
        .getGraphDefBuilder()
        .addNode(HandMade.text("name", folder.resolve("written").toString()))
        .addNode(
            NodeDef.newBuilder()
                .setName("write")
                .setOp("WriteFile")
                .addAllInput(List.of("name", "name")));
    Files.write(kept, encoder.build().toByteArray());
    String manifest = folder.resolve("manifest.csv").toString();
    for (List<String> command :
        List.of(
            List.of("evaluate", run.toString()),
            List.of("predict", run.toString(), "--data", manifest, "--out", run + ".csv"),
            List.of("export", run.toString()))) {
      RecordedConsole refused = RecordedConsole.run(command.toArray(String[]::new));
      assertThat(refused.code()).as("%s %s", command, refused.err()).isEqualTo(2);
      assertThat(refused.err()).contains("WriteFile (node write), which no import writes");
    }
    RecordedConsole resumed = train("--resume", "--set", "training.epochs=2");
    assertThat(resumed.code()).isEqualTo(2);
    assertThat(resumed.err()).contains("WriteFile (node write)");
    assertThat(folder.resolve("written")).doesNotExist();
  }
}
