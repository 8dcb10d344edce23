package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import miles.train.DurableFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands say of a trained run whose files were damaged, beside its checkpoints. */
class DamagedRunTest {

  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void train() throws IOException {
    folder = folder.toRealPath();
    Place place = new Place(folder).set("export.enabled=false").set("training.epochs=2");
    RecordedConsole trained = RecordedConsole.run(place.words());
    assertThat(trained.code()).withFailMessage(trained::err).isZero();
    run = folder.resolve("saved/broken");
  }

  private RecordedConsole resume() {
    List<String> words =
        List.of(
            "train", folder.resolve("run.yaml").toString(), "--saved=" + folder.resolve("saved"));
    List<String> more =
        List.of("--resume", "--set=training.epochs=4", "--set=export.enabled=false");
    return RecordedConsole.run(Stream.of(words, more).flatMap(List::stream).toArray(String[]::new));
  }

  /** In the text of the file, ¶ stands for bytes that are no text. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "preprocessing.json | null | evaluate | it is JSON, but not what was written there. Restore it, or make it anew: train with --resume.",
        "preprocessing.json | {} | evaluate | it is JSON, but not what was written there.",
        "preprocessing.json | {\" | evaluate | it is no JSON from line 1, column",
        "preprocessing.json | ¶¶ | evaluate | it is no JSON from line 1, column",
        "environment.json | null | evaluate | it holds nothing. Put it back from a copy",
        "environment.json | {} | evaluate | it is JSON, but not what was written there.",
        "environment.json | [ | report | it is no JSON from line 1, column",
        "environment.json | null | report | it holds nothing.",
        "scores.json | {} | report | it holds nothing. Restore it, or train anew with --overwrite.",
        "scores.json | null | report | it holds nothing.",
        "scores.json | {\"a | report | it is no JSON from line 1, column",
        "checkpoints/best | ¶¶ | evaluate | which is no checkpoint. To go back to one that is whole, train with --resume",
        "checkpoints/best | epoch-0009 | evaluate | SHA256SUMS is missing. To go back to one that is whole, train with --resume",
      })
  void damageIsToldWithWhatToDo(String file, String text, String command, String told)
      throws IOException {
    byte[] damaged = text.replace('¶', '\u00ff').getBytes(StandardCharsets.ISO_8859_1);
    Files.write(run.resolve(file), damaged);

    RecordedConsole refused = RecordedConsole.run(command, run.toString());

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

    RecordedConsole refused = RecordedConsole.run("evaluate", run.toString());
    assertThat(refused.code()).isEqualTo(Failure.BAD_INPUT);
    assertThat(refused.err())
        .contains("preprocessing.json is damaged: it differs from its SHA-256");

    assertThat(resume().code()).isZero();
    assertThat(file).hasContent(text);
    assertThat(RecordedConsole.run("evaluate", run.toString()).code()).isZero();
  }

  @Test
  void aMissingFileIsMadeAnewByAResume() throws IOException {
    Files.delete(run.resolve("preprocessing.json"));
    RecordedConsole refused = RecordedConsole.run("evaluate", run.toString());
    assertThat(refused.code()).isEqualTo(Failure.BAD_INPUT);
    assertThat(refused.err())
        .contains("preprocessing.json is missing. Restore it, or make it anew");
    assertThat(resume().code()).isZero();
    assertThat(RecordedConsole.run("evaluate", run.toString()).code()).isZero();
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
  void rowsUnderOtherNamesAreNotAddedTo() throws IOException {
    Path file = run.resolve("epochs.csv");
    String text = Files.readString(file).replaceFirst("train_loss", "loss");
    Files.writeString(file, text);

    RecordedConsole refused = resume();

    assertThat(refused.code()).isEqualTo(Failure.BAD_INPUT);
    assertThat(refused.err())
        .contains("epochs.csv is damaged: its columns are not those of this run");
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @Test
  void whereTheCheckpointsAreGoneTrainingSaysThatItBeginsAgain() throws IOException {
    DurableFiles.deleteTree(run.resolve("checkpoints"));

    RecordedConsole resumed = resume();

    assertThat(resumed.code()).withFailMessage(resumed::err).isZero();
    assertThat(resumed.err()).contains("training begins again at epoch 1");
    assertThat(resumed.out()).contains("epoch 1/4");
  }
}
