package miles.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a model's versions are.
 *
 * @param path the folder of all versions, or the one version's own folder
 * @param name the model's name
 * @param single whether {@code path} is a version's own folder, which is not polled
 */
record ModelFolder(Path path, String name, boolean single) {

  private static final String MODEL_FILE = "saved_model.pb";
  private static final String VERSION = "\\d{1,18}";

  /**
   * Finds the model in a run's folder, a folder of versions, or a version's folder.
   *
   * @param name the model's name; empty takes it from the folders
   * @throws ServingException if there is no SavedModel
   */
  static ModelFolder of(Path given, String name) throws IOException {
    Path folder = given.toAbsolutePath().normalize();
    if (!Files.isDirectory(folder)) {
      throw new ServingException("%s is no folder.".formatted(given));
    }
    for (Path candidate : new Path[] {folder, folder.resolve("model")}) {
      boolean single = Files.isRegularFile(candidate.resolve(MODEL_FILE));
      ModelFolder found =
          new ModelFolder(candidate, name.isEmpty() ? nameOf(candidate) : name, single);
      if (Files.isDirectory(candidate) && !found.versions().isEmpty()) {
        return found;
      }
    }
    throw new ServingException(
        "%s holds no SavedModel: neither saved_model.pb, nor numbered folders or model/ with numbered folders that hold one."
            .formatted(given));
  }

  /** A version is named after its model, and a run's {@code model/} after the run. */
  private static String nameOf(Path folder) {
    Path named = folder;
    while (named.getNameCount() > 1 && isPlace(named.getFileName().toString())) {
      named = named.resolve("..").normalize();
    }
    Path last = named.getFileName();
    String text = last == null ? "model" : last.toString();
    return text.replaceAll("[^A-Za-z0-9._-]", "-");
  }

  private static boolean isPlace(String folder) {
    return folder.equals("model") || folder.matches(VERSION);
  }

  /** Returns the folder of every version that is there now, by number. */
  NavigableMap<Long, Path> versions() throws IOException {
    NavigableMap<Long, Path> versions = new TreeMap<>();
    if (single) {
      String number = path.getFileName().toString();
      versions.put(number.matches(VERSION) ? Long.parseLong(number) : 1L, path);
      return versions;
    }
    try (Stream<Path> folders = Files.list(path)) {
      folders
          .filter(folder -> folder.getFileName().toString().matches(VERSION))
          .filter(folder -> Files.isRegularFile(folder.resolve(MODEL_FILE)))
          .sorted(Collections.reverseOrder()) // 1 wins over 01, whatever the file system's order
          .forEach(folder -> versions.put(Long.parseLong(folder.getFileName().toString()), folder));
    }
    return versions;
  }
}
