package miles.data;

import java.util.List;
import java.util.Optional;

/**
 * One row of a manifest.
 *
 * @param line the line of the manifest where the row starts; the header is line 1
 * @param id unique in its manifest
 * @param split the split; empty where the manifest has no split column and needs none
 * @param label the text of the label column; empty where none is needed
 * @param cells one cell a modality, in the order of the modalities
 */
public record Sample(long line, String id, Optional<Split> split, String label, List<Cell> cells) {

  public Sample {
    cells = List.copyOf(cells);
  }

  /** Returns whether the sample has the modality at an index. */
  public boolean has(int modality) {
    return !(cells.get(modality) instanceof Cell.Absent);
  }

  /** Returns the sample with one of its modalities alone. */
  Sample only(int modality) {
    return new Sample(line, id, split, label, List.of(cells.get(modality)));
  }
}
