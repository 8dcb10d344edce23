package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import miles.train.JavaProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TensorFlow makes its threads once a process, so this trains in processes of their own. On a
 * machine with one core the two runs are the same by nature.
 */
@Tag("slow")
class ThreadsTest {

  @TempDir private Path saved;

  @Test
  void oneThreadGivesTheSameBitsWhetherTheDataWereInTheCacheOrNot() throws Exception {
    String cold = train("cold");
    assertThat(saved.resolve(".cache")).isDirectory();
    String warm = train("warm");

    assertThat(warm).isEqualTo(cold);
  }

  /** Returns the losses of the run's only epoch. */
  private String train(String name) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("train", "docs/results/digits.yaml", "--saved", saved.toString()));
    for (String setting :
        List.of(
            "name=" + name,
            "training.epochs=1",
            "training.threads=1",
            "training.events=false",
            "export.enabled=false")) {
      arguments.addAll(List.of("--set", setting));
    }
    Path log = saved.resolve(name + ".log");
    Process process =
        JavaProcess.of(List.of(), Main.class, arguments)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    List<String> lines = Files.readAllLines(saved.resolve(name).resolve("epochs.csv"));
    assertThat(lines).hasSize(2);
    return lines.get(1).substring(0, lines.get(1).lastIndexOf(','));
  }
}
