package miles.data;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.op.core.Placeholder;

/** Computes a modality whose cells name files: one file, one run. */
abstract sealed class FileExtractor implements Extractor permits ImageExtractor, AudioExtractor {

  /** A file that cannot be decoded; the message is the end of a problem. */
  static final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecodableException(String message, Throwable cause) {
      super(message, cause);
    }

    UndecodableException(String message) {
      super(message);
    }
  }

  private final Preprocessor preprocessor;
  private final Placeholder<?> input;
  private final Operand<?> output;

  /**
   * @param preprocessor the modality's settings
   * @param input what {@link #raw} feeds
   * @param output {@code [1, shape of the feature]}
   */
  FileExtractor(Preprocessor preprocessor, Placeholder<?> input, Operand<?> output) {
    this.preprocessor = preprocessor;
    this.input = input;
    this.output = output;
  }

  /**
   * Returns the tensor that the graph decodes; the caller closes it.
   *
   * @throws UndecodableException if the file has no known format
   */
  abstract Tensor raw(Path file) throws IOException, UndecodableException;

  @Override
  public final void extract(Session session, Stripe stripe) {
    stripe.clear();
    for (int i = stripe.from(); i < stripe.to(); i++) {
      if (stripe.cell(i) instanceof Cell.File file) {
        try {
          extract(session, file.path(), stripe, i);
        } catch (UndecodableException e) {
          addProblem(
              stripe.problems(),
              preprocessor.source(),
              stripe.samples().get(i).line(),
              file.path(),
              String.valueOf(e.getMessage()));
        }
      }
    }
  }

  /** Adds the problem of a file that cannot be decoded. */
  static void addProblem(
      Problems problems, ManifestSchema.Source source, long line, Path file, String reason) {
    problems.addCell(
        line,
        source.columns().get(0),
        "cannot read %s: %s. Replace the file, or leave the cell empty if the %s is absent."
            .formatted(file, reason.replaceAll("\\.+$", ""), source.modality()));
  }

  private void extract(Session session, Path file, Stripe stripe, int sample)
      throws UndecodableException {
    try (Tensor raw = raw(file);
        Result result =
            session.runner().setOptions(IN_CALLER).feed(input, raw).fetch(output).run()) {
      stripe.put(result.get(0), 0, sample);
      if (!stripe.isFinite(sample)) {
        throw new UndecodableException("what is computed of it is no 32-bit float");
      }
    } catch (NoSuchFileException e) {
      throw new UndecodableException("it was removed", e);
    } catch (IOException e) {
      throw new UndecodableException(String.valueOf(e.getMessage()), e);
    } catch (TFInvalidArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new UndecodableException(message.lines().findFirst().orElse(message), e);
    }
  }
}
