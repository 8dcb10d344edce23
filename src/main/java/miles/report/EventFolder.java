package miles.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import miles.report.EventFrames.Frame;
import miles.train.DurableFiles;
import org.tensorflow.proto.Event;

/**
 * A folder of event files, of which a resumed run writes one more.
 *
 * @param path the folder, which need not exist
 */
record EventFolder(Path path) {

  /** Returns the event files, the oldest first. */
  List<Path> files() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.getFileName().toString().contains("tfevents"))
          .sorted()
          .toList();
    }
  }

  /**
   * Takes out what was written of later epochs, so that a run that does them again writes no epoch
   * twice, and frames that are not whole.
   *
   * @param epoch the last epoch to keep
   * @return the epochs, and 0, of which something with a value is left
   */
  Set<Long> keep(int epoch) throws IOException {
    Set<Long> kept = new HashSet<>();
    for (Path file : files()) {
      byte[] bytes = Files.readAllBytes(file);
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      for (Frame frame : EventFrames.read(file)) {
        Event event = frame.event();
        if (event.getStep() <= epoch) {
          rest.write(bytes, frame.from(), frame.to() - frame.from());
          if (event.hasSummary()) {
            kept.add(event.getStep());
          }
        }
      }
      if (rest.size() < bytes.length) {
        DurableFiles.write(file, rest.toByteArray());
      }
    }
    return kept;
  }
}
