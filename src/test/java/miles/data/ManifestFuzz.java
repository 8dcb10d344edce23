package miles.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import miles.config.TaskConfig;
import miles.data.ManifestSchema.Source;

/** Any bytes as a manifest: read, or refused with sentences that fit a terminal. */
public final class ManifestFuzz {

  private static final int LONGEST_SENTENCE = 2_000;

  private static final List<Source> SOURCES =
      List.of(
          new Source("image", Source.Kind.IMAGE, List.of("image")),
          new Source("text", Source.Kind.TEXT, List.of("text")),
          new Source("bio", Source.Kind.TABULAR, List.of()));

  private ManifestFuzz() {}

  /** The entry that Jazzer and {@code FuzzTest} call. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path folder = Files.createTempDirectory("manifest-fuzz");
    Path file = folder.resolve("manifest.csv");
    try {
      Files.write(file, input);
      for (TaskConfig.Kind task : TaskConfig.Kind.values()) {
        attempt(() -> Manifest.read(file, new ManifestSchema(task, "label", List.of(), SOURCES)));
      }
      attempt(
          () ->
              Manifest.read(
                  file, ManifestSchema.infer(file, TaskConfig.Kind.CLASSIFICATION, "label")));
    } finally {
      Files.delete(file);
      Files.delete(folder);
    }
  }

  private static void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (DataException e) {
      for (String problem : e.problems()) {
        if (problem.length() > LONGEST_SENTENCE
            || problem.codePoints().anyMatch(Character::isISOControl)) {
          throw new IllegalStateException("no sentence for a terminal: " + problem, e);
        }
      }
    }
  }
}
