package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import miles.data.published.PublishedFolders;
import miles.data.published.PublishedSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a published folder to a trained model, by the commands that a user types. */
class DataImportCommandTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void anImportedSetIsSoundAndItsRunFileTrainsOnIt(PublishedSet set) throws IOException {
    Path published = PublishedFolders.write(set, folder.resolve("published"));
    Path out = folder.resolve("out");
    String manifest = out.resolve("manifest.csv").toString();

    RecordedConsole imported =
        RecordedConsole.run(
            "data", "import", set.word(), published.toString(), "--out", out.toString());
    assertThat(imported.code()).withFailMessage(imported::err).isZero();
    assertThat(imported.out())
        .contains("rows: train ", "validation ", "test ")
        .contains("./miles data check %s --run %s".formatted(manifest, set.runFile()));

    RecordedConsole checked =
        RecordedConsole.run("data", "check", manifest, "--run", set.runFile());
    assertThat(checked.code()).withFailMessage(checked::err).isZero();

    List<String> train = new ArrayList<>(List.of("train", set.runFile()));
    train.addAll(List.of("--set", "data.manifest=" + manifest));
    train.addAll(List.of("--saved", folder.resolve("saved").toString()));
    train.addAll(List.of("--set", "training.epochs=1", "--set", "export.enabled=false"));
    small(set).forEach(override -> train.addAll(List.of("--set", override)));
    RecordedConsole trained = RecordedConsole.run(train.toArray(String[]::new));
    assertThat(trained.code()).withFailMessage(trained::err).isZero();
    assertThat(trained.out()).contains("epoch 1/1", "test split");
  }

  /** Shorter residual networks, whose graphs take long to build, on smaller inputs. */
  private static List<String> small(PublishedSet set) {
    String shorter = "modalities.image.encoder.blocks=[1]";
    return switch (set) {
      case S_MNIST -> List.of();
      case CREMA_D ->
          List.of(
              shorter,
              "modalities.audio.encoder.blocks=[1]",
              "modalities.image.height=24",
              "modalities.image.width=32",
              "modalities.audio.seconds=0.3");
      case LUMA -> List.of(shorter);
      case MM_IMDB -> List.of(shorter, "modalities.image.height=32", "modalities.image.width=20");
    };
  }

  @Test
  void anUnknownSetAndAMissingFolderAreBadInput() {
    String out = folder.resolve("out").toString();
    RecordedConsole unknown = RecordedConsole.run("data", "import", "mnist", ".", "--out", out);
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .isEqualToNormalizingNewlines(
            "miles data import: no set mnist: allowed are s-mnist, crema-d, luma, mm-imdb.\n");

    String none = folder.resolve("none").toString();
    RecordedConsole missing = RecordedConsole.run("data", "import", "luma", none, "--out", out);
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err().lines()).singleElement().asString().startsWith("no folder at " + none);

    assertThat(RecordedConsole.run("data", "import", "luma", none).code()).isEqualTo(2);
  }
}
