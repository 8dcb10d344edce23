package miles.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the files of a SavedModel are, and which of them are missing. */
final class SavedModelFolder {

  private static final String GRAPHS = "saved_model.pb";
  private static final String CHUNKS = "saved_model.cpb";
  private static final Pattern SHARD = Pattern.compile("variables\\.data-(\\d{5})-of-(\\d{5})");
  private static final Pattern VERSION = Pattern.compile("\\d{1,18}");

  private SavedModelFolder() {}

  /**
   * Returns the file saved_model.pb of a folder.
   *
   * @throws SavedModelException if there is none; the message says what is there instead
   */
  static Path locate(Path folder) {
    if (Files.isRegularFile(folder)) {
      throw new SavedModelException(
          "%s is a file, and a SavedModel is a folder%s"
              .formatted(
                  folder,
                  folder.endsWith(GRAPHS)
                      ? ": name the folder that holds it."
                      : ": export the model as one."));
    }
    if (!Files.isDirectory(folder)) {
      throw new SavedModelException(
          "There is no folder %s: name a folder that holds %s.".formatted(folder, GRAPHS));
    }
    if (Files.exists(folder.resolve(CHUNKS))) {
      // TensorFlow would load it in place of saved_model.pb, and nobody would have looked into it.
      throw new SavedModelException(
          "%s holds a %s, a graph split into chunks, which is not read: save the model as one %s."
              .formatted(folder, CHUNKS, GRAPHS));
    }
    Path file = folder.resolve(GRAPHS);
    if (!Files.isRegularFile(file)) {
      throw new SavedModelException(
          "%s holds no %s; %s".formatted(folder, GRAPHS, instead(folder)));
    }
    return file;
  }

  private static String instead(Path folder) {
    Optional<Path> version = latestVersion(folder);
    if (version.isPresent()) {
      return "it is a folder of versions: name one of them, such as %s.".formatted(version.get());
    }
    if (Files.exists(folder.resolve("saved_model.pbtxt"))) {
      return "its saved_model.pbtxt is the text form, which is not read: save it in the binary form.";
    }
    return "name a folder that was written by tf.saved_model.save, model.export or a SavedModelBuilder.";
  }

  private static Optional<Path> latestVersion(Path folder) {
    return list(folder).stream()
        .filter(each -> VERSION.matcher(name(each)).matches())
        .filter(each -> Files.isRegularFile(each.resolve(GRAPHS)))
        .max(Comparator.comparingLong(each -> Long.parseLong(name(each))));
  }

  static Path checkpointPrefix(Path folder) {
    return folder.resolve("variables").resolve("variables");
  }

  /**
   * Checks that the files with the variables' values are there.
   *
   * @throws SavedModelException that names the file that is missing
   */
  static void requireVariables(Path folder) {
    Path variables = folder.resolve("variables");
    require(folder, variables.resolve("variables.index"));
    TreeSet<Integer> counts = new TreeSet<>();
    for (Path file : list(variables)) {
      Matcher shard = SHARD.matcher(name(file));
      if (shard.matches()) {
        counts.add(Integer.valueOf(shard.group(2)));
      }
    }
    if (counts.size() > 1) {
      throw new SavedModelException(
          "%s holds the values of two savings (shards of %d and of %d): copy or export the model again."
              .formatted(variables, counts.first(), counts.last()));
    }
    int shards = counts.isEmpty() ? 1 : counts.first();
    for (int i = 0; i < shards; i++) {
      String name = String.format(Locale.ROOT, "variables.data-%05d-of-%05d", i, shards);
      require(folder, variables.resolve(name));
    }
  }

  private static void require(Path folder, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new SavedModelException(
          "The graph of %s has variables, and %s with their values is missing: copy the whole folder."
              .formatted(folder, folder.relativize(file)));
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
