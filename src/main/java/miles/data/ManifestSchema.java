package miles.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import miles.config.ModalityConfig;
import miles.config.TaskConfig;

/**
 * Which columns of a manifest mean what.
 *
 * @param task how the label column is read
 * @param label the name of the label column
 * @param classes the only class names allowed; empty: those of the training split
 * @param sources where each modality comes from, in the order of the modalities
 */
public record ManifestSchema(
    TaskConfig.Kind task, String label, List<String> classes, List<Source> sources) {

  /** The column that names a sample. */
  public static final String ID = "id";

  /** The column that names a sample's split. */
  public static final String SPLIT = "split";

  /** Between the class names of a multi-label cell. */
  public static final String SEPARATOR = "|";

  /**
   * The columns of one modality.
   *
   * @param modality the modality's name
   * @param kind how the cells are read
   * @param columns one column; for a tabular modality any number, and none means every column named
   *     {@code <modality>.<name>}
   */
  public record Source(String modality, Kind kind, List<String> columns) {

    /** How the cells of a modality are read. */
    public enum Kind {
      /** Paths of PNG or JPEG files. */
      IMAGE,
      /** Paths of WAV files. */
      AUDIO,
      /** Texts. */
      TEXT,
      /** Numbers. */
      TABULAR
    }

    public Source {
      columns = List.copyOf(columns);
      if (kind != Kind.TABULAR && columns.size() != 1) {
        throw new IllegalArgumentException(
            "modality %s: %s needs one column, not %s".formatted(modality, kind, columns));
      }
    }
  }

  public ManifestSchema {
    classes = List.copyOf(classes);
    sources = List.copyOf(sources);
  }

  /** Returns the schema that a run file asks for. */
  public static ManifestSchema of(
      TaskConfig task, String label, Map<String, ModalityConfig> modalities) {
    List<Source> sources =
        modalities.entrySet().stream()
            .map(entry -> source(entry.getKey(), entry.getValue()))
            .toList();
    return new ManifestSchema(task.kind(), label, task.classes(), sources);
  }

  /**
   * Guesses the schema of a manifest without a run file. A column of paths that end in .png, .jpg
   * or .jpeg is an image modality, one of .wav a sound, columns of numbers named {@code
   * <modality>.<name>} are a tabular modality, and so is any other column of numbers alone; all
   * else is text.
   *
   * @param manifest the manifest
   * @param task how the label column is read
   * @param label the name of the label column
   * @throws DataException if the file cannot be read or has no column of a modality
   */
  public static ManifestSchema infer(Path manifest, TaskConfig.Kind task, String label) {
    return SchemaInference.infer(manifest, task, label);
  }

  private static Source source(String modality, ModalityConfig config) {
    if (config instanceof ModalityConfig.Image image) {
      return new Source(modality, Source.Kind.IMAGE, List.of(image.column()));
    }
    if (config instanceof ModalityConfig.Audio audio) {
      return new Source(modality, Source.Kind.AUDIO, List.of(audio.column()));
    }
    if (config instanceof ModalityConfig.Text text) {
      return new Source(modality, Source.Kind.TEXT, List.of(text.column()));
    }
    ModalityConfig.Tabular tabular = (ModalityConfig.Tabular) config;
    return new Source(modality, Source.Kind.TABULAR, tabular.columns());
  }
}
