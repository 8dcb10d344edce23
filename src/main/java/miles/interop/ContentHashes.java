package miles.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import miles.data.Sha256;

/** The hash of what a SavedModel computes with: its graph and the values of its variables. */
final class ContentHashes {

  private ContentHashes() {}

  /** Returns the SHA-256, in hexadecimal, of saved_model.pb and the files in variables. */
  static String of(Path folder) {
    MessageDigest digest = Sha256.begin();
    try {
      for (Path file : files(folder)) {
        String head = "%s %d\n".formatted(file.getFileName(), Files.size(file));
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        Sha256.add(file, digest);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Sha256.hex(digest);
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
}
