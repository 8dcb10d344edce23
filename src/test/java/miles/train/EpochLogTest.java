package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import miles.evaluate.ModalityScores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpochLogTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("epochs.csv");
  }

  @Test
  void everyEpochIsARowUnderOneHeader() throws IOException {
    write(0, 1, 2);
    assertThat(file)
        .hasContent(
            "epoch,step,train_loss,train_loss/fusion,train_loss/head/b,"
                + "validation_loss,validation_loss/fusion,validation_loss/head/b,"
                + "score/full,score/head/a,score/head/b,score/only/a,score/only/b,"
                + "score/without/a,score/without/b,"
                + "utilization/heads/a,utilization/heads/b,"
                + "utilization/masked/a,utilization/masked/b,"
                + "learning_rate/fusion,seconds\r\n"
                + "1,10,1.5,1.0,0.5,2.5,2.0,NaN,0.5,0.375,0.25,0.25,0.125,0.125,0.25,"
                + "0.5,0.25,0.75,0.5,1.0E-4,1.235\r\n"
                + "2,20,1.5,1.0,0.5,2.5,2.0,NaN,0.5,0.375,0.25,0.25,0.125,0.125,0.25,"
                + "0.5,0.25,0.75,0.5,1.0E-4,1.235");
  }

  @Test
  void rowsAfterTheResumedEpochAreWrittenAnew() throws IOException {
    write(0, 1, 2, 3);
    String straight = Files.readString(file);
    write(1, 2, 3);
    assertThat(Files.readString(file)).isEqualTo(straight);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "epoch,step;1,abc | line 2, column step: \"abc\" is no number",
        "epoch,step;1,2;2 | line 3 has more or fewer cells than the header",
        "epoch,step;1,2,3 | line 2 has more or fewer cells than the header",
        "epoch,step;1,\"2 | it is no table of text",
        "epoch,step;1,\u00ff | it is no table of text",
        ";1,2 | its first line does not name every column",
        ",step;1,2 | its first line does not name every column",
        "∅∅∅ | its first line does not name every column",
      })
  void damageIsToldBeforeAnythingIsTrained(String text, String reason) throws IOException {
    byte[] damaged =
        text.replace(";", "\r\n").replace('∅', '\0').getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, damaged);
    assertThatThrownBy(() -> EpochLog.read(file))
        .isInstanceOf(RunFolderException.class)
        .hasMessage("%s is damaged: %s. Restore it, or train anew with --overwrite.", file, reason);
    assertThatThrownBy(() -> EpochLog.open(file, 1))
        .isInstanceOf(RunFolderException.class)
        .hasMessage(
            "%s is damaged: %s. Restore it; or remove it, and --resume goes on without its rows.",
            file, reason);
    assertThat(file).hasBinaryContent(damaged);
  }

  @Test
  void rowsOfAnOlderRunAreDroppedByANewOne() throws IOException {
    write(0, 1, 2, 3);
    write(0, 1);
    assertThat(EpochLog.read(file)).extracting(row -> row.get("epoch")).containsExactly(1.0);
  }

  @Test
  void lostRowsDoNotStopAResume() throws IOException {
    write(3, 4);
    assertThat(EpochLog.read(file)).extracting(row -> row.get("epoch")).containsExactly(4.0);
  }

  @Test
  void numbersAreReadBackWithEveryBit() throws IOException {
    write(0, 1);
    Map<String, Double> row = EpochLog.read(file).get(0);
    assertThat(row.get("learning_rate/fusion")).isEqualTo(1e-4);
    assertThat(row.get("validation_loss/head/b")).isNaN();
  }

  @Test
  void theLanguageOfTheMachineDoesNotMatter() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      write(0, 1);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(EpochLog.read(file).get(0).get("seconds")).isEqualTo(1.235);
  }

  private void write(int done, int... epochs) throws IOException {
    EpochLog log = EpochLog.open(file, done);
    for (int epoch : epochs) {
      log.append(record(epoch));
    }
  }

  private static EpochRecord record(int epoch) {
    return new EpochRecord(
        epoch,
        10L * epoch,
        new Losses(1.5, ordered("fusion", 1.0, "b", 0.5)),
        new Losses(2.5, ordered("fusion", 2.0, "b", Double.NaN)),
        new ModalityScores(
            0.5, ordered("a", 0.375, "b", 0.25), ordered("a", 0.25, "b", 0.125), Map.of()),
        Optional.empty(),
        Map.of("fusion", 1e-4),
        1.23456);
  }

  private static Map<String, Double> ordered(String a, double x, String b, double y) {
    Map<String, Double> map = new LinkedHashMap<>();
    map.put(a, x);
    map.put(b, y);
    return map;
  }
}
