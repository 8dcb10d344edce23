package miles.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.stream.Stream;
import miles.data.Sha256;

/**
 * Says inside a version of a model which variables it was made from, so that a run that was stopped
 * between training and export is not taken for an exported one.
 */
final class SourceMark {

  private static final Path FILE = Path.of("assets.extra", "variables.sha256");

  private SourceMark() {}

  /**
   * Marks a version.
   *
   * @param variables the prefix of the checkpoint's variables
   * @param version the folder of the version
   */
  static void write(Path variables, Path version) throws IOException {
    Path file = version.resolve(FILE);
    Files.createDirectories(version.resolve("assets.extra"));
    Files.writeString(file, text(variables));
  }

  /** Returns whether any version in a model's folder was made from a checkpoint's variables. */
  static boolean isIn(Path model, Path variables) throws IOException {
    if (!Files.isDirectory(model)) {
      return false;
    }
    String text = text(variables);
    try (Stream<Path> versions = Files.list(model)) {
      for (Path version : versions.filter(VersionFolder::isVersion).toList()) {
        Path file = version.resolve(FILE);
        if (Files.exists(file) && Files.readString(file).equals(text)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The index holds a checksum of every variable. */
  private static String text(Path variables) throws IOException {
    MessageDigest digest = Sha256.begin();
    Sha256.add(variables.resolveSibling(variables.getFileName() + ".index"), digest);
    return Sha256.hex(digest) + "\n";
  }
}
