package miles.soak;

import java.util.Comparator;

/**
 * How far a training is.
 *
 * @param epochs epochs that are done
 * @param steps steps of the next one that are done
 */
record Place(int epochs, int steps) implements Comparable<Place> {

  /** Nothing is done. */
  static final Place START = new Place(0, 0);

  @Override
  public int compareTo(Place other) {
    return Comparator.comparingInt(Place::epochs)
        .thenComparingInt(Place::steps)
        .compare(this, other);
  }
}
