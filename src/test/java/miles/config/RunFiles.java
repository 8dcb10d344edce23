package miles.config;

import java.nio.file.Path;
import java.util.List;

/** Texts that the tests of this package read. */
final class RunFiles {

  /** What errors call a text. */
  static final String SOURCE = "models/x.yaml";

  /** The folder of a text. */
  static final Path FOLDER = Path.of("models").toAbsolutePath();

  /** A run file without any key that may be left out. */
  static final String SMALLEST =
      """
      name: smallest
      data:
        manifest: manifest.csv
      modalities:
        sound:
          kind: audio
          column: wav
          sample_rate: 16000
          seconds: 1
          encoder: {kind: lstm}
        numbers:
          kind: tabular
          encoder: {kind: mlp, units: [8]}
      training:
        epochs: 3
      """;

  private RunFiles() {}

  /** Reads a text with {@code --set} texts. */
  static RunConfig parse(String text, String... overrides) {
    return RunFile.parse(text, SOURCE, FOLDER, List.of(overrides));
  }
}
