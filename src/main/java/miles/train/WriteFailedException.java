package miles.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a training wanted to keep cannot be written: the disk is full, or the folder is gone. */
public final class WriteFailedException extends IOException {

  private static final long serialVersionUID = 1L;

  private WriteFailedException(String message, IOException cause) {
    super(message, cause);
  }

  /**
   * Returns what to say of a failure.
   *
   * @param folder the run's folder
   * @param cause what happened
   */
  static WriteFailedException of(Path folder, IOException cause) {
    return new WriteFailedException(
        Files.isDirectory(folder)
            ? "%s cannot be written (%s). What was kept before is whole: make room or make it writable, then go on with --resume."
                .formatted(folder, cause.getMessage())
            : "%s has vanished while the run was trained. Put it back and go on with --resume, or train anew."
                .formatted(folder),
        cause);
  }
}
