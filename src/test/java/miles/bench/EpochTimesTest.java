package miles.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import miles.config.RunConfig;
import miles.train.DivergedException;
import miles.train.DurableFiles;
import miles.train.SyntheticData;
import miles.train.TestRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No time that is measured decides anything. */
@Tag("slow")
class EpochTimesTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeData() throws IOException {
    SyntheticData.complementary(folder, 2, 64, 0);
  }

  private EpochTimes times(int warmUp) throws IOException {
    Path runs = Files.createDirectories(folder.resolve("runs"));
    return new EpochTimes(TestRuns.load(TestRuns.config(folder, 2)), runs, warmUp);
  }

  @Test
  void aRunThatFailsEndsTheOthersBeforeTheFolderIsGivenBack() throws IOException {
    Map<String, RunConfig> runs = new LinkedHashMap<>();
    runs.put("long", TestRuns.config(folder, 2, "training.epochs=100000"));
    runs.put(
        "diverging",
        TestRuns.config(folder, 2, "optimizer={kind: gradient-descent, learning_rate: 1e30}"));
    // Asked for its result first, the long one would train for hours.
    assertThatThrownBy(() -> times(1).seconds(runs)).isInstanceOf(DivergedException.class);

    DurableFiles.deleteTree(folder.resolve("runs"));
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void aRunThatItsMethodEndsHasFewerEpochsOrNone() throws IOException {
    RunConfig ending =
        TestRuns.config(
            folder,
            2,
            "balance.method=mses",
            "balance.mses={patience: 0, smoothing: 0}",
            "optimizer.learning_rate=0.5",
            "training.epochs=30");
    RunConfig whole = TestRuns.config(folder, 2, "training.epochs=30");
    Map<String, Measurement> measured = times(1).seconds(Map.of("ending", ending, "whole", whole));
    assertThat(measured.get("whole").values()).hasSize(29);
    assertThat(measured.get("ending").values()).hasSizeBetween(1, 28);
    assertThat(measured.get("ending").over(measured.get("whole")).values())
        .hasSameSizeAs(measured.get("ending").values());

    DurableFiles.deleteTree(folder.resolve("runs"));
    assertThat(times(29).seconds(Map.of("ending", ending, "whole", whole)))
        .containsOnlyKeys("whole");
  }
}
