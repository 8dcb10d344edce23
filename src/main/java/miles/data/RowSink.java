package miles.data;

/**
 * Where decoded values go, chunk by chunk.
 *
 * @param <E> how storing them can fail
 */
@FunctionalInterface
interface RowSink<E extends Exception> {

  /**
   * Stores the batch's samples.
   *
   * @param part the index of the split
   * @param row the first sample's row in that split
   * @param batch the values
   * @throws E if they cannot be stored
   */
  void store(int part, int row, Batch batch) throws E;
}
