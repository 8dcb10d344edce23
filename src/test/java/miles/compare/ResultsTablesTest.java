package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of files that are small enough to work them out by hand. */
class ResultsTablesTest {

  @TempDir private Path folder;
  private ResultsTables tables = new ResultsTables(Path.of(""));

  @BeforeEach
  void writeFiles() throws IOException {
    tables = new ResultsTables(folder);
    // miles is better by 0.1 at every seed, pmr by 0.1 where it did not diverge.
    write(
        "one",
        rows("uniform", "", 0.5, 0.5, 0.6, 0.6, 0.5),
        rows("miles", "", 0.6, 0.6, 0.7, 0.7, 0.6),
        rows("pmr", "alpha=1", 0.6, 0.6, Double.NaN, 0.7, 0.6));
    // The other way round, by 0.04, and without pmr.
    write(
        "two",
        rows("uniform", "", 0.9, 0.9, 0.9, 0.9, 0.9),
        rows("miles", "", 0.86, 0.86, 0.86, 0.86, 0.86));
    write("two-tuned", rows("pmr", "alpha=2", 0.5, 0.5, 0.5, 0.5, 0.5));
  }

  private void write(String name, String... rows) throws IOException {
    String header = "method,parameters,seed,end,test/full,test/only/a,seconds_per_step\r\n";
    Files.writeString(folder.resolve(name + ".csv"), header + String.join("", rows));
  }

  private static String rows(String method, String parameters, double... scores) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < scores.length; i++) {
      int seconds = method.length() * (method.equals("uniform") ? i + 1 : scores.length - i);
      String end = Double.isNaN(scores[i]) ? "diverged,,," : "complete," + scores[i] + ",0.25,";
      rows.append("%s,%s,%d,%s".formatted(method, parameters, i + 1, end))
          .append(Double.isNaN(scores[i]) ? "" : Integer.toString(seconds))
          .append("\r\n");
    }
    return rows.toString();
  }

  @Test
  void scoresAreMeansAndDeviationsAndSayWhatDiverged() {
    assertThat(tables.scores("test/full", List.of("one=first", "two=the_second")))
        .isEqualTo(
            """
            |  | first | the second |
            |---|---|---|
            | `uniform` | 0.5400 ± 0.0548 | 0.9000 ± 0.0000 |
            | `miles` | 0.6400 ± 0.0548 | 0.8600 ± 0.0000 |
            | `pmr alpha=1` | 0.6250 ± 0.0500 (1 diverged) | – |""");
  }

  @Test
  void differencesArePairedBySeedAndBoldWithFiveThatExcludeZero() {
    assertThat(tables.differences("test/full", "uniform", List.of("one=first", "two=second")))
        .isEqualTo(
            """
            | difference to `uniform` | first | second |
            |---|---|---|
            | `uniform` | – | – |
            | `miles` | **+0.1000 [+0.1000, +0.1000]** | **-0.0400 [-0.0400, -0.0400]** |
            | `pmr alpha=1` | +0.1000 [+0.1000, +0.1000] | – |

            Bold: 2 of 3; by chance alone about 0.2 would be.""");
  }

  @Test
  void runsThatAreTheBaselinesAreNoTestsAndWhatRoundsTo0HasNoSign() throws IOException {
    write(
        "three",
        rows("uniform", "", 0.5, 0.5, 0.6, 0.6, 0.5),
        rows("mses", "", 0.5, 0.5, 0.6, 0.6, 0.5),
        rows("pmr", "", 0.49999, 0.49999, 0.59999, 0.59999, 0.49999));
    assertThat(tables.differences("test/full", "uniform", List.of("three=third")))
        .isEqualTo(
            """
            | difference to `uniform` | third |
            |---|---|
            | `uniform` | – |
            | `mses` | same scores |
            | `pmr` | **0.0000 [0.0000, 0.0000]** |

            Bold: 1 of 1; by chance alone about 0.1 would be.""");
  }

  @Test
  void pooledAveragesTheFilesSeedBySeedAndCountsMarks() {
    assertThat(tables.pooled("test/full", List.of("uniform"), List.of("one", "two")))
        .isEqualTo(
            """
            |  | difference to `uniform` | better / worse, of 2 |
            |---|---|---|
            | `uniform` | – | – |
            | `miles` | **+0.0300 [+0.0300, +0.0300]** | 1 / 1 |
            | `pmr alpha=1` | – | – |""");
  }

  @Test
  void costsAreMediansOfTheSeedsRatios() {
    // uniform: 7 · (1 … 5), miles: 5 · (5 … 1), pmr: 3 · (5, 4, none, 2, 1).
    assertThat(tables.costs("uniform", List.of("one=first")))
        .isEqualTo(
            """
            | seconds a step, `uniform` = 1 | first |
            |---|---|
            | `uniform` | 1.00 |
            | `miles` | 0.71 |
            | `pmr alpha=1` | 0.54 |""");
  }

  @Test
  void filesAreJoinedAndTunedVariantsAreTheirMethods() {
    assertThat(tables.scores("test/full", List.of("two+two-tuned=both")))
        .endsWith("| `miles` | 0.8600 ± 0.0000 |\n| `pmr` | 0.5000 ± 0.0000 |");
    assertThat(tables.measures("two"))
        .startsWith("|  | fused | only a |")
        .contains("| `miles` | 0.8600 ± 0.0000 | 0.2500 ± 0.0000 |");
    assertThatThrownBy(() -> tables.scores("test/full", List.of("one+two=both")))
        .hasMessage("one+two: uniform, seed 1, twice");
  }
}
