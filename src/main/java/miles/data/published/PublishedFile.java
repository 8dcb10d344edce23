package miles.data.published;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import miles.data.DataException;

/** What must hold of every file of a published set. */
final class PublishedFile {

  /** How a file starts that git-lfs was to replace, but did not. */
  private static final byte[] POINTER =
      "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  private PublishedFile() {}

  /**
   * Checks that a file is there, can be read, and is no pointer of git-lfs.
   *
   * @throws DataException if not
   */
  static void check(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new DataException(
          "no %s in %s, where the published set has it. Name the published folder, complete and unpacked; docs/datasets.md shows it."
              .formatted(file.getFileName(), file.toAbsolutePath().getParent()));
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new DataException(
          "%s is not a readable file. Fix its permissions, or download it again.".formatted(file));
    }
    try (InputStream stream = Files.newInputStream(file)) {
      if (Arrays.equals(stream.readNBytes(POINTER.length), POINTER)) {
        throw new DataException(
            "%s is a pointer of git-lfs, not the file itself. Install git-lfs and run \"git lfs pull\" where you cloned the set."
                .formatted(file));
      }
    }
  }

  /**
   * Checks that a folder is there.
   *
   * @param what what is in it, for the message
   * @throws DataException if not
   */
  static void checkFolder(Path folder, String what) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "no folder %s in %s: it holds %s. Name the published folder, complete and unpacked; docs/datasets.md shows it."
              .formatted(folder.getFileName(), folder.toAbsolutePath().getParent(), what));
    }
  }
}
