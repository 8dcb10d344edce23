package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import miles.train.DurableFiles;
import miles.train.EpochLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands say of a trained run whose files were damaged, beside its checkpoints. */
class DamagedRunTest {

  @TempDir private static Path folder;

  /** As it was trained, and as a test breaks it. */
  private static Path whole;

  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    folder = folder.toRealPath();
    Place place = new Place(folder).set("export.enabled=false").set("training.epochs=2");
    RecordedConsole trained = RecordedConsole.run(place.words());
    assertThat(trained.code()).withFailMessage(trained::err).isZero();
    run = folder.resolve("saved/broken");
    whole = Files.move(run, folder.resolve("whole"));
  }

  @BeforeEach
  void copy() throws IOException {
    DurableFiles.deleteTree(run);
    try (Stream<Path> walk = Files.walk(whole)) {
      for (Path each : walk.toList()) {
        Files.copy(each, run.resolve(whole.relativize(each).toString()));
      }
    }
  }

  private RecordedConsole run(String command) {
    List<String> words = new ArrayList<>(List.of(command, run.toString()));
    if (command.equals("predict")) {
      words.addAll(List.of("--data", folder.resolve("manifest.csv").toString()));
      words.addAll(List.of("--out", folder.resolve("predictions.csv").toString()));
    }
    return RecordedConsole.run(words.toArray(String[]::new));
  }

  private RecordedConsole resume() {
    List<String> words =
        List.of(
            "train", folder.resolve("run.yaml").toString(), "--saved=" + folder.resolve("saved"));
    List<String> more =
        List.of("--resume", "--set=training.epochs=4", "--set=export.enabled=false");
    return RecordedConsole.run(Stream.of(words, more).flatMap(List::stream).toArray(String[]::new));
  }

  /** As the text of a file, ½ stands for its first half, and ¶ for a byte that is no text. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "preprocessing.json | null | evaluate | it holds nothing. Restore it, or make it anew: train with --resume.",
        "preprocessing.json | {} | evaluate | it is not what was written there.",
        "preprocessing.json | ½ | evaluate | it is no JSON from line",
        "preprocessing.json | `` | evaluate | it is not what was written there.",
        "preprocessing.json | ¶¶ | predict | it is no JSON from line 1, column",
        "environment.json | null | resume | it holds nothing. Put it back from a copy",
        "environment.json | {} | resume | it is not what was written there.",
        "environment.json | {\"starts\": []} | resume | it is not what was written there.",
        "environment.json | ½ | resume | it is no JSON from line",
        "environment.json | ¶¶ | resume | environment.json is damaged: it is no",
        "environment.json | [ | report | it is no JSON from line 1, column",
        "environment.json | null | report | it is not what was written there.",
        "scores.json | {} | report | it is not what was written there. Restore it, or train anew with --overwrite.",
        "scores.json | null | report | it is not what was written there.",
        "scores.json | ½ | report | it is no JSON from line",
        "checkpoints/best | ¶¶ | evaluate | which is no checkpoint. To go back to one that is whole, train that run with --resume",
        "checkpoints/best | epoch-0009 | evaluate | SHA256SUMS is missing. To go back to one that is whole, train that run with --resume",
      })
  void damageIsToldWithWhatToDo(String file, String text, String command, String told)
      throws IOException {
    byte[] before = Files.readAllBytes(run.resolve(file));
    byte[] damaged =
        text.equals("½")
            ? Arrays.copyOf(before, before.length / 2)
            : text.replace('¶', '\u00ff').getBytes(StandardCharsets.ISO_8859_1);
    Files.write(run.resolve(file), damaged);

    RecordedConsole refused = command.equals("resume") ? resume() : run(command);

    assertThat(refused.code()).withFailMessage(refused::err).isEqualTo(Failure.BAD_INPUT);
    assertThat(refused.err().lines()).singleElement().asString().contains(told);
    assertThat(refused.err()).doesNotContain("Internal error", "Source:", "Feature", "Exception");
    assertThat(run.resolve(file)).hasBinaryContent(damaged);
  }

  @Test
  void anotherNumberInThePreprocessingIsSeenAndMendedByAResume() throws IOException {
    Path file = run.resolve("preprocessing.json");
    String text = Files.readString(file);
    String changed = text.replaceFirst("(\"means\" : \\[ )[-0-9.]+", "$199.5");
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(file, changed);

    RecordedConsole refused = run("evaluate");
    assertThat(refused.code()).isEqualTo(Failure.BAD_INPUT);
    assertThat(refused.err())
        .contains("preprocessing.json is damaged: it differs from its SHA-256");

    assertThat(resume().code()).isZero();
    assertThat(file).hasContent(text);
    assertThat(run("evaluate").code()).isZero();
  }

  @Test
  void aMissingFileIsMadeAnewByAResume() throws IOException {
    Files.delete(run.resolve("preprocessing.json"));
    RecordedConsole refused = run("evaluate");
    assertThat(refused.code()).isEqualTo(Failure.BAD_INPUT);
    assertThat(refused.err())
        .contains("preprocessing.json is missing. Restore it, or make it anew");
    assertThat(resume().code()).isZero();
    assertThat(run("evaluate").code()).isZero();
  }

  @Test
  void aRunGoesOnWithoutTheRowsOfEarlierEpochs() throws IOException {
    Files.delete(run.resolve("epochs.csv"));

    RecordedConsole resumed = resume();

    assertThat(resumed.code()).withFailMessage(resumed::err).isZero();
    assertThat(resumed.err()).contains("has lost rows of the 2 epochs that are done");
    assertThat(Files.readAllLines(run.resolve("epochs.csv"))).hasSize(3);
  }

  @Test
  void rowsAreAddedUnderTheColumnsThatAreThere() throws IOException {
    Path file = run.resolve("epochs.csv");
    Files.writeString(file, Files.readString(file).replaceFirst("train_loss,", "loss,"));

    RecordedConsole resumed = resume();

    assertThat(resumed.code()).withFailMessage(resumed::err).isZero();
    assertThat(resumed.err()).contains("epochs.csv has other columns than this version writes");
    List<Map<String, Double>> rows = EpochLog.read(file);
    assertThat(rows).extracting(row -> row.get("epoch")).containsExactly(1.0, 2.0, 3.0, 4.0);
    assertThat(rows.get(1).get("loss")).isFinite();
    assertThat(rows.get(2).get("loss")).isNaN();
    assertThat(rows.get(2).get("validation_loss")).isFinite();
  }

  @Test
  void anEnvironmentThatIsDamagedStopsNoEvaluation() throws IOException {
    Files.writeString(run.resolve("environment.json"), "{");
    RecordedConsole evaluated = run("evaluate");
    assertThat(evaluated.code()).withFailMessage(evaluated::err).isZero();
    assertThat(evaluated.err()).contains("environment.json is damaged", "is not checked");
  }

  @Test
  void whatNamesTheBestIsMendedByAResume() throws IOException {
    Files.writeString(run.resolve("checkpoints/best"), "epoch-0009");
    assertThat(resume().code()).isZero();
    assertThat(run("evaluate").code()).isZero();
  }

  @Test
  void whereTheCheckpointsAreGoneTrainingSaysThatItBeginsAgain() throws IOException {
    DurableFiles.deleteTree(run.resolve("checkpoints"));

    RecordedConsole resumed = resume();

    assertThat(resumed.code()).withFailMessage(resumed::err).isZero();
    assertThat(resumed.err()).contains("training begins at epoch 1");
    assertThat(resumed.out()).contains("epoch 1/4");
  }
}
