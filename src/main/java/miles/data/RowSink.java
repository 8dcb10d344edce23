package miles.data;

import java.io.IOException;

/** Where decoded values go, chunk by chunk. */
@FunctionalInterface
interface RowSink {

  /**
   * Stores the batch's samples.
   *
   * @param part the index of the split
   * @param row the first sample's row in that split
   * @param batch the values
   * @throws IOException if they cannot be stored
   */
  void store(int part, int row, Batch batch) throws IOException;
}
