package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import miles.config.RunConfig;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a run's folder behind the back of a training. There are three steps an epoch. */
class LostFolderTest {

  @TempDir Path folder;
  private RunConfig config;
  private Path run;

  @BeforeEach
  void makeData() throws IOException {
    SyntheticData.complementary(folder, 2, 48, 0.1);
    config = TestRuns.config(folder, 2, "training.checkpoints=4");
    run = folder.resolve("run");
  }

  @Test
  void aFolderThatVanishesStaysAwayAndGoesOnWhenItIsPutBack() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    assertThatThrownBy(() -> TestRuns.train(config, run, Existing.REFUSE, moving(elsewhere, 8)))
        .isInstanceOf(WriteFailedException.class)
        .hasMessageStartingWith(run + " has vanished, or a part of it, while the run was trained.")
        .hasMessageContaining("--resume");
    assertThat(run).doesNotExist();
    Files.move(elsewhere, run);
    assertEndsLikeOneThatWasNotDisturbed();
  }

  @Test
  void aFolderThatVanishesWhileTheTrainingStopsStaysAwayToo() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    try (RunFolder opened = RunFolder.open(run, Existing.REFUSE)) {
      Trainer trainer = new Trainer(config, TestRuns.load(config), List.of(moving(elsewhere, 5)));
      assertThatThrownBy(() -> trainer.train(opened, () -> Files.exists(elsewhere)))
          .isInstanceOf(WriteFailedException.class)
          .hasMessageContaining("has vanished");
    }
    assertThat(run).doesNotExist();
    Files.move(elsewhere, run);
    assertEndsLikeOneThatWasNotDisturbed();
  }

  @Test
  void theTimesOfFilesDoNotMatter() throws IOException {
    TestRuns.stopAt(config, run, Existing.REFUSE, 8);
    Instant time = Instant.parse("2100-01-01T00:00:00Z");
    try (Stream<Path> walk = Files.walk(run)) {
      // As if the clock had jumped back by a century before every write.
      for (Path file : walk.sorted().toList()) {
        time = time.minusSeconds(3_000_000_000L);
        Files.setLastModifiedTime(file, FileTime.from(time));
      }
    }
    assertEndsLikeOneThatWasNotDisturbed();
  }

  private TrainingListener moving(Path elsewhere, int step) {
    return new TrainingListener() {
      @Override
      public void stepEnded(StepRecord record) {
        if (record.step() == step) {
          try {
            Files.move(run, elsewhere);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    };
  }

  private void assertEndsLikeOneThatWasNotDisturbed() throws IOException {
    Path straight = folder.resolve("straight");
    TestRuns.train(config, straight);
    TestRuns.train(config, run, Existing.RESUME);
    for (int epoch = 1; epoch <= 4; epoch++) {
      assertThat(TestRuns.checkpoint(run, epoch)).isEqualTo(TestRuns.checkpoint(straight, epoch));
    }
    assertThat(TestRuns.epochsWithoutSeconds(run))
        .isEqualTo(TestRuns.epochsWithoutSeconds(straight));
  }
}
