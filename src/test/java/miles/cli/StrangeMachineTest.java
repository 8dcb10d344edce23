package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import miles.train.JavaProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training in processes of their own, where the machine is unlike the developers': the language has
 * other capitals or another decimal mark, days end at other times, there is one processor and no
 * home folder, and names of folders hold spaces and characters of several scripts.
 */
@Tag("slow")
class StrangeMachineTest {

  @TempDir private Path temporary;

  @Test
  void aRunIsTheSameEverywhere() throws Exception {
    Map<String, String> plain = train("plain", List.of());
    Map<String, String> turkish =
        train(
            "\u0130\u015fler \u0131\u0131 \ud83d\ude00",
            List.of(
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Pacific/Chatham",
                "-Duser.home=/nowhere",
                "-XX:ActiveProcessorCount=1"));
    Map<String, String> german =
        train(
            "S\u00e4tze & 'mehr' \u732b",
            List.of(
                "-Duser.language=de",
                "-Duser.country=DE",
                "-Duser.timezone=America/St_Johns",
                "-XX:ActiveProcessorCount=1"));

    assertThat(plain).containsKeys("epochs.csv", "scores", "printed", "predictions");
    assertThat(turkish).isEqualTo(plain);
    assertThat(german).isEqualTo(plain);
  }

  /** Trains and predicts in a folder of a name; returns what was written and printed. */
  private Map<String, String> train(String name, List<String> flags) throws Exception {
    Place place = new Place(Files.createDirectories(temporary.toRealPath().resolve(name)));
    place.picture("b\u0131ld \u00e9/x y.png");
    place.bytes("b\u0131ld \u00e9/x y.png", BrokenFiles.png(5, 4));
    Path folder = place.folder();
    String printed =
        run(
            folder,
            flags,
            "train",
            "run.yaml",
            "--saved",
            "my r\u00fcns",
            "--set",
            "training.threads=1");
    Path run = folder.resolve("my r\u00fcns/broken");
    run(folder, flags, "data", "check", "manifest.csv");
    run(
        folder,
        flags,
        "predict",
        run.toString(),
        "--data",
        "manifest.csv",
        "--out",
        "predictions.csv");
    return Map.of(
        "epochs.csv",
        withoutSeconds(run.resolve("epochs.csv")),
        "scores",
        Files.readString(run.resolve("scores.json")).replace(folder.toString(), "…"),
        "printed",
        printed.replace(folder.toString(), "…"),
        "predictions",
        Files.readString(folder.resolve("predictions.csv")));
  }

  private static String run(Path folder, List<String> flags, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of("-Dfile.encoding=UTF-8", "-Dnative.encoding=UTF-8", "-Xmx512m"));
    List<String> words =
        Stream.of(arguments)
            .map(
                word ->
                    word.matches("[a-z]+\\.(yaml|csv)|my .*")
                        ? folder.resolve(word).toString()
                        : word)
            .toList();
    ProcessBuilder builder = JavaProcess.of(all, Main.class, words);
    builder.environment().keySet().removeIf(key -> !key.equals("PATH"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    builder.redirectErrorStream(false).redirectError(folder.resolve("errors.txt").toFile());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(() -> read(folder.resolve("errors.txt"))).isZero();
    return printed;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String withoutSeconds(Path epochs) throws IOException {
    List<String> lines = Files.readAllLines(epochs);
    int seconds = List.of(lines.get(0).split(",", -1)).indexOf("seconds");
    return lines.stream()
        .map(
            row -> {
              List<String> cells = new ArrayList<>(List.of(row.split(",", -1)));
              cells.remove(seconds);
              return String.join(",", cells);
            })
        .collect(Collectors.joining("\n"));
  }
}
