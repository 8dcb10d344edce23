package miles.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import miles.compare.ComparisonException;
import miles.config.ConfigException;
import miles.config.InvalidValueException;
import miles.config.PathProblem;
import miles.data.DataException;
import miles.interop.SavedModelException;
import miles.report.ReportException;
import miles.serve.ServingException;
import miles.soak.SoakException;
import miles.train.CheckpointException;
import miles.train.DivergedException;
import miles.train.RunFolderException;
import miles.train.StoppedException;
import miles.train.WriteFailedException;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * How an exception looks to a user: an exit code and one sentence. This is the one place where
 * exceptions are turned into either.
 *
 * @param exitCode {@link #RUN_FAILED}, {@link #BAD_INPUT} or {@link #STOPPED}
 * @param sentence what went wrong and what to do
 */
record Failure(int exitCode, String sentence) {

  /** What Linux says of a file system that is mounted so. */
  private static final String READ_ONLY = "Read-only file system";

  /** What Linux says of a file system that has no room. */
  private static final String NO_SPACE = "No space left on device";

  /** A run failed that had good input. */
  static final int RUN_FAILED = 1;

  /** The command line, a run file or the data were refused. */
  static final int BAD_INPUT = 2;

  /**
   * A signal stopped the command, which left nothing half done; Java puts the signal's own here.
   */
  static final int STOPPED = 128 + 15;

  /** Returns what to say about an exception or error that a command did not handle. */
  static Failure of(Throwable thrown) {
    if (isWrapper(thrown) && thrown.getCause() != null) {
      return of(thrown.getCause());
    }
    if (thrown instanceof DataException e && e.isOfRowsAlone() && e.problems().size() > 1) {
      return badInput(
          message(e)
              + "\nMend them. Or leave them out: train, compare, evaluate, predict and data check take --skip-bad-rows.");
    }
    if (isRefusedInput(thrown)) {
      return badInput(message(thrown));
    }
    if (thrown instanceof InvalidPathException e) {
      return badInput("\"%s\" is no path: %s.".formatted(e.getInput(), PathProblem.reason(e)));
    }
    if (thrown instanceof StoppedException) {
      return new Failure(STOPPED, message(thrown));
    }
    if (thrown instanceof DivergedException
        || thrown instanceof WriteFailedException
        || thrown instanceof SoakException) {
      return runFailed(message(thrown));
    }
    if (thrown instanceof IOException e) {
      return ofIo(e);
    }
    if (thrown instanceof TensorFlowException || thrown instanceof TFInvalidArgumentException) {
      return isFullDisk(thrown)
          ? diskIsFull(thrown)
          : runFailed("TensorFlow refused: " + firstLine(message(thrown)));
    }
    if (thrown instanceof OutOfMemoryError) {
      return runFailed(
          "Out of memory (%s). Make training.batch_size, training.evaluation_batch_size, the inputs or the network smaller, or give Java more: MILES_JAVA_OPTS=-Xmx8g"
              .formatted(message(thrown)));
    }
    if (thrown instanceof UnsatisfiedLinkError) {
      return runFailed(
          ("TensorFlow's library could not be loaded: %s. It is unpacked into .javacpp in the home"
                  + " folder, or else in TMPDIR, and needs 700 MB there on a file system from which"
                  + " programs may run. Name another folder with"
                  + " MILES_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=FOLDER")
              .formatted(firstLine(message(thrown)).replaceFirst(" in java.library.path: .*", "")));
    }
    if (thrown instanceof LinkageError) {
      return runFailed(
          "A library could not be loaded: %s. Build anew with: mvn clean package -DskipTests"
              .formatted(firstLine(message(thrown))));
    }
    return runFailed(
        "Internal error, %s: %s. Add --verbose for the stack trace, and please report it."
            .formatted(thrown.getClass().getSimpleName(), firstLine(message(thrown))));
  }

  /** The exceptions whose message is already written for the user: what, where, what to do. */
  private static boolean isRefusedInput(Throwable thrown) {
    return thrown instanceof InvalidValueException
        || thrown instanceof ConfigException
        || thrown instanceof ComparisonException
        || thrown instanceof DataException
        || thrown instanceof SavedModelException
        || thrown instanceof ReportException
        || thrown instanceof RunFolderException
        || thrown instanceof CheckpointException
        || thrown instanceof ServingException;
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof UncheckedIOException
        || thrown instanceof ExecutionException
        || thrown instanceof CompletionException
        || thrown instanceof ExceptionInInitializerError;
  }

  private static Failure ofIo(IOException thrown) {
    if (thrown instanceof NoSuchFileException e) {
      return badInput("File not found: %s.".formatted(e.getFile()));
    }
    if (thrown instanceof FileNotFoundException e) {
      return badInput("File not found: %s.".formatted(message(e)));
    }
    if (thrown instanceof AccessDeniedException e) {
      return badInput("No permission to use %s.".formatted(e.getFile()));
    }
    if (thrown instanceof NotDirectoryException e) {
      return badInput("%s is no folder.".formatted(e.getFile()));
    }
    if (thrown instanceof FileAlreadyExistsException e) {
      return badInput("%s is in the way: it exists already.".formatted(e.getFile()));
    }
    if (thrown instanceof FileSystemException e && READ_ONLY.equals(e.getReason())) {
      return badInput(
          "%s cannot be written: its file system is read-only. Choose another place."
              .formatted(e.getFile()));
    }
    if (isFullDisk(thrown)) {
      return diskIsFull(thrown);
    }
    if (thrown instanceof FileSystemException e) {
      return runFailed(
          "%s: %s.".formatted(e.getFile(), Objects.requireNonNullElse(e.getReason(), "failed")));
    }
    return runFailed("Reading or writing failed: %s.".formatted(message(thrown)));
  }

  private static boolean isFullDisk(Throwable thrown) {
    return message(thrown).contains(NO_SPACE);
  }

  private static Failure diskIsFull(Throwable thrown) {
    return runFailed(
        "The disk is full (%s). Make room, or choose another place."
            .formatted(firstLine(message(thrown))));
  }

  private static Failure badInput(String sentence) {
    return new Failure(BAD_INPUT, sentence);
  }

  private static Failure runFailed(String sentence) {
    return new Failure(RUN_FAILED, sentence);
  }

  private static String message(Throwable thrown) {
    return Objects.requireNonNullElse(thrown.getMessage(), thrown.getClass().getName());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }
}
