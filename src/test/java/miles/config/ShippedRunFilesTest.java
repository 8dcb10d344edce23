package miles.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The run files in models/ can all be read, by the names that they give. */
class ShippedRunFilesTest {

  @ParameterizedTest
  @MethodSource("runFiles")
  void runFileCanBeReadAndIsNamedLikeItsRun(Path file) {
    RunConfig run = RunFile.read(file, List.of());

    assertThat(file).hasFileName(run.name() + ".yaml");
  }

  @ParameterizedTest
  @MethodSource("runFiles")
  void everyMethodRunsFromIt(Path file) {
    for (String method : List.of("joint", "uniform", "unimodal", "miles")) {
      RunConfig run = RunFile.read(file, List.of("balance.method=" + method));

      assertThat(Names.value(run.balance().method())).isEqualTo(method);
    }
  }

  @ParameterizedTest
  @MethodSource("runFiles")
  void itsManifestLiesInTheDataFolder(Path file) {
    assertThat(RunFile.read(file, List.of()).data().manifest())
        .startsWithRaw(Path.of("data").toAbsolutePath());
  }

  static List<Path> runFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("models"))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }
}
