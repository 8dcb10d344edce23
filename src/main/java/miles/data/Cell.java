package miles.data;

import java.nio.file.Path;
import java.util.Arrays;

/** What a manifest says about one modality of one sample. */
public sealed interface Cell {

  /** The sample does not have this modality. */
  record Absent() implements Cell {
    static final Absent INSTANCE = new Absent();
  }

  /**
   * A picture or a sound.
   *
   * @param path the checked path: an existing regular file inside the manifest's folder
   */
  record File(Path path) implements Cell {}

  /**
   * A text.
   *
   * @param text at least one character that is not white space
   */
  record Text(String text) implements Cell {}

  /** Numbers of a tabular modality, in the order of its columns; NaN where a cell is empty. */
  final class Numbers implements Cell {
    private final float[] values;

    Numbers(float... values) {
      this.values = values.clone();
    }

    /** Returns the number of a column. */
    public float value(int column) {
      return values[column];
    }

    /** Returns a copy of the numbers. */
    public float[] values() {
      return values.clone();
    }

    @Override
    public String toString() {
      return Arrays.toString(values);
    }
  }
}
