package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import miles.interop.Trust;
import miles.train.RunFolderException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a comparison refuses, before it changes anything. */
@Tag("slow")
class ComparisonRefusalTest extends SmallComparisons {

  @Test
  void aComparisonThatIsRefusedLeavesTheOneThatIsThere() throws IOException {
    compare(with("out", "joint,uniform", 1, "training.epochs=2"));
    Map<Path, String> before = contents("out");

    // The first run is finished as this one, the second differs.
    for (String change : List.of("optimizer.learning_rate=0.5", "training.epochs=1")) {
      assertThatThrownBy(() -> compare(with("out", "joint,uniform", 2, change)))
          .isInstanceOf(RunFolderException.class);
      assertThat(contents("out")).isEqualTo(before);
    }
    Path manifest = folder.resolve("manifest.csv");
    Files.writeString(manifest, Files.readString(manifest).replaceFirst(",train,", ",test,"));
    assertThatThrownBy(() -> compare(with("out", "joint,uniform", 1, "training.epochs=2")))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("cannot be resumed with other data");
    assertThat(contents("out")).isEqualTo(before);
  }

  /** The second run alone cannot go on: the first one must not be trained before that is seen. */
  @Test
  void everyRunIsCheckedBeforeTheFirstIsTrained() throws IOException {
    compare(with("out", "uniform", 1, "optimizer.learning_rate=0.5"));
    Map<Path, String> before = contents("out");
    assertThatThrownBy(() -> compare(with("out", "joint,uniform", 1)))
        .isInstanceOf(RunFolderException.class);
    assertThat(contents("out")).isEqualTo(before);
  }

  /** With one trial, the run file as it is, the run that follows is known, and it is refused. */
  @Test
  void whatFollowsTheTuningIsCheckedBeforeTheTuning() throws IOException {
    compare(with("out", "joint", 1, "optimizer.learning_rate=0.5"));
    assertThatThrownBy(() -> compare(tuned("out", "joint", 1)))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("optimizer.learning_rate (0.5 there, 0.01 here)");
    assertThat(folder.resolve("out/tuning")).doesNotExist();
    Files.createDirectories(folder.resolve("two/runs/joint-seed1/checkpoints"));
    assertThatThrownBy(() -> compare(with("two", "uniform,joint", 1)))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("joint-seed1 holds files but no run.yaml");
    assertThat(folder.resolve("two/runs/uniform-seed1")).doesNotExist();
  }

  @Test
  void aFolderOfSomethingElseIsLeftAlone() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/run.yaml"), "name: other");
    Files.createDirectories(folder.resolve("junk"));
    Files.writeString(folder.resolve("junk/report.html"), "mine");
    Files.writeString(folder.resolve("file"), "mine");
    assertThatThrownBy(() -> compare(with("run", "joint", 1)))
        .isInstanceOf(ComparisonException.class)
        .hasMessageEndingWith("run holds a run, not a comparison. Name another folder by --out.");
    assertThatThrownBy(() -> compare(with("junk", "joint", 1)))
        .isInstanceOf(ComparisonException.class)
        .hasMessageContaining("junk holds files, but no runs of a comparison.");
    assertThatThrownBy(() -> compare(with("file", "joint", 1)))
        .isInstanceOf(ComparisonException.class)
        .hasMessageContaining("file: no folder can be made or written there.");
    ComparisonSettings below = with("file/below/it", "joint", 1);
    assertThatThrownBy(
            () ->
                new Comparison(
                        below,
                        config -> {
                          throw new AssertionError("data were loaded first");
                        },
                        new ComparisonListener() {})
                    .run())
        .isInstanceOf(ComparisonException.class)
        .hasMessageContaining("it: no folder can be made or written there.");
    assertThat(folder.resolve("run")).isDirectoryNotContaining("glob:**/*.csv");
    assertThat(folder.resolve("junk")).isDirectoryNotContaining("glob:**/*.csv");
  }

  /** Returns the files of a folder with their content and the time of their last change. */
  private Map<Path, String> contents(String name) throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        contents.put(file, Arrays.hashCode(bytes) + " of " + Files.getLastModifiedTime(file));
      }
    }
    return contents;
  }

  @Test
  void whatCannotBeComparedIsRefusedBeforeAnythingIsTrained() throws IOException {
    ComparisonSettings settings = with("out", "joint", 1);
    assertThatThrownBy(() -> tuned("out", "joint", 0)).hasMessageStartingWith("--tune 0");
    assertThatThrownBy(() -> with("out", "joint", 1, "training.seed=4"))
        .hasMessage(
            "--set training.seed=4: a comparison decides training.seed itself; see --methods and --seeds. Leave it out.");
    assertThatThrownBy(() -> with("out", "joint", 1, "balance.method=agm"))
        .hasMessageStartingWith("--set balance.method=agm: a comparison decides");
    assertThatThrownBy(() -> with("out", "joint", 0)).hasMessageStartingWith("--seeds 0");
    assertThatThrownBy(
            () ->
                new ComparisonSettings(
                    settings.runFile(),
                    List.of(),
                    settings.methods(),
                    1,
                    List.of("miles.threshold=1"),
                    Optional.of(2),
                    settings.out(),
                    1,
                    Trust.CHECKED))
        .hasMessageStartingWith("--tune and --grid exclude each other");
    Path manifest = folder.resolve("manifest.csv");
    Files.writeString(manifest, Files.readString(manifest).replace(",test,", ",train,"));
    assertThatThrownBy(() -> compare(settings))
        .isInstanceOf(ComparisonException.class)
        .hasMessageContaining("no row of split test");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
