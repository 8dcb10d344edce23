package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import miles.config.InvalidValueException;
import miles.data.DataException;
import miles.interop.SavedModelException;
import miles.soak.SoakException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.exceptions.TensorFlowException;

class FailureTest {

  static Stream<Arguments> thrownCodeAndSentence() {
    return Stream.of(
        Arguments.of(new DataException("manifest.csv line 3: no label."), 2, "manifest.csv line 3"),
        Arguments.of(new SavedModelException("There is no folder m."), 2, "no folder m"),
        Arguments.of(new InvalidValueException("epochs", "0", "at least 1"), 2, "epochs: "),
        Arguments.of(new NoSuchFileException("a.yaml"), 2, "File not found: a.yaml."),
        Arguments.of(new AccessDeniedException("b"), 2, "No permission to use b."),
        Arguments.of(new NotDirectoryException("c"), 2, "c is no folder."),
        Arguments.of(new FileAlreadyExistsException("d"), 2, "d is in the way"),
        Arguments.of(new InvalidPathException("e\0", "Nul character"), 2, "Nul character"),
        Arguments.of(
            new FileSystemException("f", null, "No space left on device"),
            1,
            "The disk is full (f: No space left on device). Make room, or choose another place."),
        Arguments.of(new SoakException("Nothing to compare."), 1, "Nothing to compare."),
        Arguments.of(new IOException("Broken pipe"), 1, "Broken pipe"),
        Arguments.of(
            new TensorFlowException("bad shape\nmore"), 1, "TensorFlow refused: bad shape"),
        Arguments.of(new UnsatisfiedLinkError("no jnitensorflow"), 1, "no jnitensorflow"),
        Arguments.of(new IllegalStateException("odd"), 1, "IllegalStateException: odd"));
  }

  @ParameterizedTest
  @MethodSource("thrownCodeAndSentence")
  void hasItsExitCodeAndItsSentence(Throwable thrown, int exitCode, String sentence) {
    Failure failure = Failure.of(thrown);
    assertThat(failure.exitCode()).isEqualTo(exitCode);
    assertThat(failure.sentence()).contains(sentence).doesNotContain("\n");
  }

  @Test
  void wrappersAreOpened() {
    NoSuchFileException missing = new NoSuchFileException("x.csv");
    Failure plain = Failure.of(missing);
    assertThat(Failure.of(new UncheckedIOException(missing))).isEqualTo(plain);
    assertThat(Failure.of(new ExecutionException(missing))).isEqualTo(plain);
    assertThat(Failure.of(new CompletionException(new UncheckedIOException(missing))))
        .isEqualTo(plain);
  }

  @Test
  void anExceptionWithoutMessageIsNamed() {
    assertThat(Failure.of(new IllegalStateException()).sentence())
        .contains("IllegalStateException");
  }
}
