package miles.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import miles.config.JsonProblem;
import miles.config.TaskConfig;

/**
 * How a manifest's rows become a model's inputs and targets: everything that is fitted on the
 * training split or fixed by the run file, and all that is needed to treat new data alike.
 *
 * <p>Kept as {@code saved/<run>/preprocessing.json}.
 *
 * @param task the kind of target
 * @param label the manifest's label column
 * @param classes class names in the order of the outputs; empty for regression
 * @param modalities the modalities in order
 */
public record Preprocessing(
    TaskConfig.Kind task, String label, List<String> classes, List<Preprocessor> modalities) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public Preprocessing {
    classes = List.copyOf(classes);
    modalities = List.copyOf(modalities);
    if ((task == TaskConfig.Kind.REGRESSION) != classes.isEmpty()) {
      throw new IllegalArgumentException("%s with the classes %s".formatted(task, classes));
    }
  }

  /** Returns the values of one target: the classes, or 1 for regression, whose target stays raw. */
  public int outputs() {
    return task == TaskConfig.Kind.REGRESSION ? 1 : classes.size();
  }

  /** Returns the shapes and types of the preprocessed modalities, in order. */
  public List<FeatureSpec> features() {
    return modalities.stream().map(Preprocessor::feature).toList();
  }

  /** Returns how a manifest of new data is read. */
  public ManifestSchema schema() {
    return new ManifestSchema(
        task, label, classes, modalities.stream().map(Preprocessor::source).toList());
  }

  /** Writes the file, replacing one that exists. */
  public void write(Path file) throws IOException {
    Files.write(file, toJson());
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws DataException if the file is missing or damaged
   */
  public static Preprocessing read(Path file) {
    try {
      Preprocessing read = fromJson(Files.readAllBytes(file));
      if (read == null) {
        throw new DataException(damaged(file, "it holds nothing"));
      }
      return read;
    } catch (JacksonException e) {
      throw new DataException(damaged(file, JsonProblem.reason(e)), e);
    } catch (NoSuchFileException e) {
      throw new DataException(
          "%s is missing. Restore it, or make it anew: train with --resume.".formatted(file), e);
    } catch (IOException e) {
      throw new DataException("cannot read %s: %s".formatted(file, e), e);
    }
  }

  /** Returns what {@link #write} writes. */
  public byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JacksonException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String damaged(Path file, String reason) {
    return "%s is damaged: %s. Restore it, or make it anew: train with --resume."
        .formatted(file, reason);
  }

  static Preprocessing fromJson(byte[] json) throws IOException {
    return JSON.readValue(json, Preprocessing.class);
  }
}
