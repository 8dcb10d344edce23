package miles.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of a data set: what names its content, whatever its place and the times of its files. */
final class ContentHash {

  private static final int BUFFER = 1 << 16;

  private ContentHash() {}

  /**
   * Returns the hash of a manifest's bytes followed by the hash of every file that it names, in the
   * order of its rows and modalities.
   *
   * @throws DataException if a file cannot be read
   */
  static String of(Manifest manifest) {
    MessageDigest all = sha256();
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
    return HexFormat.of().formatHex(all.digest());
  }

  /** Returns the hash of a file. */
  static String of(Path file) {
    return HexFormat.of().formatHex(file(file));
  }

  /** Returns the hash of several texts; their borders count. */
  static String of(List<String> texts) {
    MessageDigest all = sha256();
    for (String text : texts) {
      all.update(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
    return HexFormat.of().formatHex(all.digest());
  }

  private static List<byte[]> files(List<Path> files) {
    return files.stream().map(ContentHash::file).toList();
  }

  private static byte[] file(Path file) {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return digest.digest();
    } catch (IOException e) {
      throw new DataException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
