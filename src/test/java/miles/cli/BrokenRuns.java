package miles.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Run files and SavedModels that cannot be used. What a key allows is in miles.config's tests. */
final class BrokenRuns {

  private static final String PB = "model/saved_model.pb";

  private BrokenRuns() {}

  /** What is wrong with a run file. */
  static List<InputCase> runFiles() {
    return List.of(
        new InputCase("no run file", place -> place.remove("run.yaml")),
        new InputCase("a folder as run file", place -> place.remove("run.yaml").mkdir("run.yaml")),
        text("an empty run file", ""),
        text("a comment alone", "# nothing\n"),
        text("a run file that is a list", "- name: a\n- name: b\n"),
        text("a run file that is a word", "digits\n"),
        new InputCase(
            "a run file in UTF-16",
            place ->
                place.bytes("run.yaml", "\uFEFFname: a\n".getBytes(StandardCharsets.UTF_16LE))),
        new InputCase(
            "a picture as run file", place -> place.bytes("run.yaml", BrokenFiles.png(3, 2))),
        new InputCase("a run file of 2 MB", place -> place.sparse("run.yaml", 2 << 20)),
        new InputCase(
            "a run file without end",
            place -> place.remove("run.yaml").link("run.yaml", Path.of("/dev/zero"))),
        text("a tab", "name: a\ndata:\n\tmanifest: m.csv\n"),
        text("a bracket that is never closed", "name: [a, b\n"),
        text("a tag of Java's", "name: !!javax.script.ScriptEngineManager [a]\n"),
        text("a tag that makes objects", "!!java.net.URL [\"http://example.org\"]\n"),
        text("a billion laughs", laughs()),
        text("lists in 1,000 lists", "name: " + "[".repeat(1_000) + "\n"),
        text("sections in 100 sections", nested(100)),
        text("an alias of nothing", "name: *other\n"),
        text("an alias inside itself", "name: &a [*a]\n"),
        text("two documents", "name: a\n---\nname: b\n"),
        text("a key given twice", "name: a\nname: b\n"),
        text("characters that a terminal obeys in a run file", "name: \"\\e[2J\"\n\"k\\rey\": 1\n"),
        text("a key of 100,000 characters", "k".repeat(100_000) + ": 1\n"),
        text("10,000 unknown keys", keys(10_000)),
        text("a NUL in a path", "name: a\ndata: {manifest: \"a\\0b\"}\n"),
        set("a key that there is not", "training.epoch=3"),
        set("a word for a number", "training.epochs=many"),
        set("a number that is none", "optimizer.learning_rate=.nan"),
        set("a number without end", "optimizer.learning_rate=.inf"),
        set("more than 64 bits", "training.seed=99999999999999999999"),
        set("more than 32 bits", "training.batch_size=4294967296"),
        set("less than nothing", "training.batch_size=-1"),
        set("a setting without a value", "training.epochs"),
        set("a setting without a key", "=3"),
        set("a setting that is no YAML", "training.epochs=[1"),
        set("a name that leaves the folder", "name=../../run"));
  }

  private static InputCase text(String name, String text) {
    return new InputCase(name, place -> place.runFile(text));
  }

  private static InputCase set(String name, String setting) {
    return new InputCase(name, place -> place.set(setting));
  }

  private static String laughs() {
    StringBuilder text = new StringBuilder("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
    for (int i = 1; i < 12; i++) {
      String last = "*a" + (i - 1);
      text.append(
          "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", List.of(last, last, last, last))));
    }
    return text + "name: *a11\n";
  }

  private static String nested(int levels) {
    return IntStream.range(0, levels)
        .mapToObj(i -> " ".repeat(i) + "a:\n")
        .collect(Collectors.joining());
  }

  private static String keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "unknown_" + i + ": 1\n")
        .collect(Collectors.joining());
  }

  /** What is wrong with a SavedModel, or could be meant ill. */
  static List<InputCase> models() {
    return List.of(
        inspect("no SavedModel", place -> {}),
        inspect("a file in place of a SavedModel", place -> place.bytes("model", new byte[3])),
        inspect("an empty folder as SavedModel", place -> place.mkdir("model")),
        inspect("an empty graph file", place -> place.bytes(PB, new byte[0])),
        inspect("a text as graph file", place -> place.bytes(PB, BrokenFiles.ascii("no graph"))),
        inspect(
            "a graph file that is cut off",
            place -> {
              byte[] model = model("serve", node("x", "Placeholder"));
              place.bytes(PB, Arrays.copyOf(model, model.length - 3));
            }),
        inspect("a graph file of 600 MB", place -> place.mkdir("model").sparse(PB, 600L << 20)),
        inspect("a graph that is not to be served", place -> place.bytes(PB, model("train"))),
        inspect(
            "a graph without the values of its variables",
            place -> place.bytes(PB, model("serve", node("v", "VarHandleOp")))),
        inspect(
            "a graph in chunks",
            place -> place.bytes(PB, model("serve")).bytes("model/saved_model.cpb", new byte[1])),
        inspect(
            "a graph in text form", place -> place.bytes("model/saved_model.pbtxt", new byte[1])),
        inspect(
            "a folder of versions", place -> place.bytes("model/1/saved_model.pb", model("serve"))),
        encoder("an encoder that reads files", "ReadFile"),
        encoder("an encoder that writes files", "WriteFile"),
        encoder("an encoder that calls Python", "PyFunc"),
        encoder("an encoder of a custom operation", "EvilOp"),
        encoder("an encoder without signature", "Identity"));
  }

  private static InputCase inspect(String name, InputCase.Setup setup) {
    return new InputCase(
        name,
        place -> {
          place.command("inspect", "model");
          setup.make(place);
        });
  }

  private static InputCase encoder(String name, String operation) {
    return new InputCase(
        name,
        place -> {
          place.bytes(PB, model("serve", node("x", operation)));
          place.set(
              "modalities.n.encoder={kind: saved-model, folder: " + place.folder() + "/model}");
        });
  }

  private static NodeDef node(String name, String operation) {
    return NodeDef.newBuilder().setName(name).setOp(operation).build();
  }

  private static byte[] model(String tag, NodeDef... nodes) {
    MetaGraphDef graph =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags(tag))
            .setGraphDef(GraphDef.newBuilder().addAllNode(List.of(nodes)))
            .build();
    return SavedModel.newBuilder()
        .setSavedModelSchemaVersion(1)
        .addMetaGraphs(graph)
        .build()
        .toByteArray();
  }
}
