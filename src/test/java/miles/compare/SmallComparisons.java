package miles.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import miles.config.RunConfig;
import miles.data.LoadOptions;
import miles.data.LoadedData;
import miles.interop.Trust;
import miles.train.SyntheticData;
import miles.train.TestRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Small comparisons on {@link SyntheticData}. */
abstract class SmallComparisons {

  @TempDir Path folder;

  @BeforeEach
  void writeRunFileAndData() throws IOException {
    SyntheticData.complementary(folder, 2, 64, 0.1);
    Files.writeString(folder.resolve("test.yaml"), TestRuns.yaml(2));
  }

  ComparisonSettings with(String out, String methods, int seeds, String... overrides) {
    return new ComparisonSettings(
        folder.resolve("test.yaml"),
        List.of(overrides),
        Methods.parse(methods),
        seeds,
        List.of(),
        Optional.empty(),
        folder.resolve(out),
        1,
        Trust.CHECKED);
  }

  ComparisonSettings tuned(String out, String methods, int trials) {
    ComparisonSettings settings = with(out, methods, 1);
    return new ComparisonSettings(
        settings.runFile(),
        settings.overrides(),
        settings.methods(),
        1,
        List.of(),
        Optional.of(trials),
        settings.out(),
        1,
        Trust.CHECKED);
  }

  static Summary compare(ComparisonSettings settings) throws IOException {
    return new Comparison(settings, SmallComparisons::load, new ComparisonListener() {}).run();
  }

  static LoadedData load(RunConfig config) {
    return LoadedData.load(config, LoadOptions.inMemory(config.training().threads()));
  }
}
