package miles.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The hash of what a SavedModel computes with: its graph and the values of its variables. */
final class ContentHashes {

  private ContentHashes() {}

  /** Returns the SHA-256, in hexadecimal, of saved_model.pb and the files in variables. */
  static String of(Path folder) {
    MessageDigest digest = sha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      for (Path file : files(folder)) {
        String head = "%s %d\n".formatted(file.getFileName(), Files.size(file));
        out.write(head.getBytes(StandardCharsets.UTF_8));
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> files(Path folder) throws IOException {
    Path variables = folder.resolve("variables");
    Stream<Path> graph = Stream.of(SavedModelFolder.locate(folder));
    if (!Files.isDirectory(variables)) {
      return graph.toList();
    }
    try (Stream<Path> values = Files.list(variables)) {
      return Stream.concat(graph, values.filter(Files::isRegularFile).sorted()).toList();
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
