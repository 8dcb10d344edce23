package miles.train;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
  public static WriteFailedException of(Path folder, IOException cause) {
    if (cause instanceof WriteFailedException told) {
      return told;
    }
    return new WriteFailedException(
        Files.isDirectory(folder) && !(cause instanceof NoSuchFileException)
            ? "%s cannot be written (%s). What was kept before is whole: make room or make it writable, then go on with --resume."
                .formatted(folder, reason(cause))
            : "%s has vanished, or a part of it, while the run was trained. Put it back and go on with --resume, or train anew."
                .formatted(folder),
        cause);
  }

  /**
   * Returns what to say when what a step needs for a moment cannot be written.
   *
   * @param folder the folder for temporary files
   * @param cause what happened
   */
  static WriteFailedException temporary(Path folder, IOException cause) {
    return new WriteFailedException(
        "The folder for temporary files, %s, cannot be written (%s). Make room there, or name another one by TMPDIR=FOLDER; then go on with --resume."
            .formatted(folder, reason(cause)),
        cause);
  }

  /** Returns which file it was and why; Java leaves the reason out where permission lacks. */
  static String reason(IOException cause) {
    return cause instanceof AccessDeniedException denied
        ? denied.getFile() + ": Permission denied"
        : String.valueOf(cause.getMessage());
  }
}
