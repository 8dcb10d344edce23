package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Kills real processes, which then go on as if nothing had happened. */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGKILL")
class KillTest {

  private static final int STEPS_PER_EPOCH = 8;
  private static final int SIGKILL_EXIT = 128 + 9;
  private static final long SECONDS_TO_WAIT = 300;

  @TempDir Path folder;
  private Path run;
  private int killedInCheckpoint;

  @BeforeEach
  void makeData() throws IOException {
    SyntheticData.complementary(folder, 2, STEPS_PER_EPOCH * 16, 0.1);
    run = folder.resolve("killed");
  }

  @Test
  void aRunKilledAgainAndAgainEndsWithTheSameBits() throws Exception {
    Random random = new Random(13);
    killAtStep(1 + random.nextInt(STEPS_PER_EPOCH), 0);
    killWhen(() -> exists(".epoch-0001.partial"));
    killAtStep(STEPS_PER_EPOCH + random.nextInt(STEPS_PER_EPOCH), random.nextInt(20));
    killWhen(() -> exists(".epoch-0002.partial/variables.index"));
    killAtStep(2 * STEPS_PER_EPOCH, random.nextInt(40));
    killWhen(() -> exists(".epoch-0003.partial/state.json"));
    killWhen(() -> exists(".epoch-0004.partial/SHA256SUMS"));
    killWhen(() -> exists("epoch-0005"));
    killAtStep(5 * STEPS_PER_EPOCH + random.nextInt(STEPS_PER_EPOCH), random.nextInt(20));
    assertThat(killedInCheckpoint).as("kills that left a half-written checkpoint").isPositive();

    Process last = start();
    last.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(last.waitFor()).isZero();

    Path straight = folder.resolve("straight");
    TestRuns.train(KilledTraining.config(folder), straight);
    assertThat(TestRuns.checkpoint(run, 6)).isEqualTo(TestRuns.checkpoint(straight, 6));
    assertThat(TestRuns.epochsWithoutSeconds(run))
        .isEqualTo(TestRuns.epochsWithoutSeconds(straight));
    assertThat(run.resolve("checkpoints")).isDirectoryNotContaining(DurableFiles::isPartial);
  }

  /** Kills a new process some milliseconds after a step, or after its start if that is done. */
  private void killAtStep(int step, int millisecondsLater) throws Exception {
    Process process = start();
    try (BufferedReader steps = process.inputReader()) {
      String line = steps.readLine();
      while (line != null && Integer.parseInt(line) < step) {
        line = steps.readLine();
      }
      assertThat(line).as("the process reached step %d", step).isNotNull();
      assertThatThrownBy(() -> RunFolder.open(run, Existing.RESUME))
          .as("one process a run")
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("process " + process.pid());
      Thread.sleep(millisecondsLater);
      kill(process);
    }
  }

  private void killWhen(BooleanSupplier moment) throws Exception {
    Process process = start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_WAIT);
    while (!moment.getAsBoolean()) {
      assertThat(process.isAlive()).as("the process is at work").isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    kill(process);
  }

  private void kill(Process process) throws Exception {
    process.destroyForcibly();
    assertThat(process.waitFor()).isEqualTo(SIGKILL_EXIT);
    Path checkpoints = run.resolve("checkpoints");
    if (Files.exists(checkpoints)) {
      List<Path> entries = DurableFiles.list(checkpoints);
      killedInCheckpoint += entries.stream().anyMatch(DurableFiles::isPartial) ? 1 : 0;
    }
  }

  private boolean exists(String pathInCheckpoints) {
    return Files.exists(run.resolve("checkpoints").resolve(pathInCheckpoints));
  }

  private Process start() throws IOException {
    return JavaProcess.of(
            List.of("-Xmx512m"), KilledTraining.class, List.of(folder.toString(), run.toString()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
