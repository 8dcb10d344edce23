package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;

/** {@code miles export} on a run that is trained once. */
@Tag("slow")
class ExportCommandTest {

  private static final String RUN =
      """
      name: test
      data: {manifest: manifest.csv, cache: false}
      modalities:
        a: {kind: tabular, encoder: {kind: mlp, units: [256, 256]}}
        b: {kind: tabular, encoder: {kind: mlp, units: [256, 256]}}
      fusion: {kind: concat}
      optimizer: {kind: adam, learning_rate: 0.01}
      training: {epochs: 3, batch_size: 16, seed: 5, threads: 2, checkpoints: 3}
      export: {enabled: false}
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    Random random = new Random(3);
    StringBuilder csv = new StringBuilder("id,split,label,a.x,b.x\n");
    for (int i = 0; i < 60; i++) {
      csv.append(
          "r%d,%s,c%d,%.3f,%.3f%n"
              .formatted(
                  i,
                  i < 40 ? "train" : "validation",
                  i % 4,
                  (i & 1) + 0.1 * random.nextGaussian(),
                  (i & 2) + 0.1 * random.nextGaussian()));
    }
    Files.writeString(folder.resolve("manifest.csv"), csv);
    Files.writeString(folder.resolve("test.yaml"), RUN);
    RecordedConsole trained =
        RecordedConsole.run("train", path("test.yaml"), "--saved", path("saved"));
    assertThat(trained.code()).withFailMessage(trained::err).isZero();
  }

  @Test
  void versionsAreTheNextOnesOrLargerOnes() throws IOException {
    String out = path("versions");
    assertThat(export("--out", out).out()).contains(Path.of(out, "1").toString());
    assertThat(export("--out", out, "--version", "7").code()).isZero();
    assertThat(export("--out", out, "--checkpoint", "latest").out())
        .contains(Path.of(out, "8").toString(), "epoch 3");
    for (String taken : new String[] {"0", "7", "8", "-1"}) {
      RecordedConsole refused = export("--out", out, "--version=" + taken);
      assertThat(refused.code()).isEqualTo(Failure.BAD_INPUT);
      assertThat(refused.err()).contains("--version", taken, "greater than 8");
    }
    for (String unread : new String[] {"1000000000000000000", "1".repeat(20), "abc", ""}) {
      RecordedConsole refused = export("--out", out, "--version=" + unread);
      assertThat(refused.code()).isEqualTo(Failure.BAD_INPUT);
      assertThat(refused.err())
          .contains("--version", unread, "a whole number of at most 18 digits");
    }
    try (Stream<Path> versions = Files.list(Path.of(out))) {
      assertThat(versions.map(version -> version.getFileName().toString()))
          .containsExactlyInAnyOrder("1", "7", "8");
    }
  }

  @Test
  void anOlderCheckpointIsAnotherModel() throws IOException {
    String out = path("older");
    assertThat(export("--out", out, "--checkpoint", "epoch-0001").out()).contains("epoch 1");
    assertThat(export("--out", out, "--checkpoint", "epoch-0003").out()).contains("epoch 3");
    assertThat(Files.readAllBytes(variables(out, 1)))
        .isNotEqualTo(Files.readAllBytes(variables(out, 2)));
    RecordedConsole refused = export("--out", out, "--checkpoint", "epoch-0009");
    assertThat(refused.code()).isEqualTo(Failure.BAD_INPUT);
    assertThat(refused.err()).contains("epoch-0009", "epoch-0001, epoch-0002, epoch-0003");
  }

  @Test
  void rawSignaturesCanBeLeftOut() {
    String out = path("numbers");
    assertThat(export("--out", out, "--no-raw").code()).isZero();
    assertThat(export("--out", out).code()).isZero();
    assertThat(signatures(out, 1)).containsExactlyInAnyOrder("serving_default", "a", "b", "embed");
    assertThat(signatures(out, 2))
        .containsExactlyInAnyOrder(
            "serving_default", "a", "b", "embed", "raw", "raw_a", "raw_b", "raw_embed");
  }

  @Test
  void halfPrecisionHalvesTheStoredVariables() throws IOException {
    String out = path("half");
    assertThat(export("--out", out).code()).isZero();
    RecordedConsole half = export("--out", out, "--float16");
    assertThat(half.code()).withFailMessage(half::err).isZero();
    assertThat(Files.size(variables(out, 2)))
        .isLessThanOrEqualTo((long) (0.55 * Files.size(variables(out, 1))));
  }

  private static RecordedConsole export(String... options) {
    return RecordedConsole.run(
        Stream.concat(Stream.of("export", path("saved/test")), Stream.of(options))
            .toArray(String[]::new));
  }

  private static Stream<String> signatures(String model, int version) {
    try (SavedModelBundle bundle =
        SavedModelBundle.load(Path.of(model, Integer.toString(version)).toString(), "serve")) {
      return bundle.signatures().stream().map(Signature::key).toList().stream();
    }
  }

  private static Path variables(String model, int version) {
    return Path.of(model, Integer.toString(version), "variables", "variables.data-00000-of-00001");
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }
}
