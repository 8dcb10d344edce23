package miles.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of a data set: what names its content, whatever its place and the times of its files. */
final class ContentHash {

  private ContentHash() {}

  /**
   * Returns the hash of a manifest's bytes followed by the hash of every file that it names, in the
   * order of its rows and modalities, and by the lines of rows that were left out, if any.
   *
   * @throws DataException if a file cannot be read
   */
  static String of(Manifest manifest) {
    MessageDigest all = Sha256.begin();
    all.update(file(manifest.file()));
    List<Path> files =
        manifest.samples().stream()
            .flatMap(sample -> sample.cells().stream())
            .filter(Cell.File.class::isInstance)
            .map(cell -> ((Cell.File) cell).path())
            .toList();
    try (Parallel parallel = new Parallel()) {
      parallel
          .run(files.size(), (from, to) -> files(files.subList(from, to)))
          .forEach(hashes -> hashes.forEach(all::update));
    }
    if (manifest.skipped().count() > 0) {
      all.update(manifest.skipped().key().getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(all);
  }

  /** Returns the hash of a file. */
  static String of(Path file) {
    return HexFormat.of().formatHex(file(file));
  }

  /** Returns the hash of several texts; their borders count. */
  static String of(List<String> texts) {
    MessageDigest all = Sha256.begin();
    for (String text : texts) {
      all.update(Sha256.begin().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
    return Sha256.hex(all);
  }

  private static List<byte[]> files(List<Path> files) {
    return files.stream().map(ContentHash::file).toList();
  }

  private static byte[] file(Path file) {
    MessageDigest digest = Sha256.begin();
    try {
      Sha256.add(file, digest);
      return digest.digest();
    } catch (IOException e) {
      throw new DataException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
