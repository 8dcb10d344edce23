package miles.cli;

import java.io.IOException;

/**
 * One kind of input that somebody will hand in.
 *
 * @param name what it is
 * @param setup makes it
 */
record InputCase(String name, Setup setup) {

  /** Makes what is broken, or odd. */
  @FunctionalInterface
  interface Setup {
    void make(Place place) throws IOException;
  }

  @Override
  public String toString() {
    return name;
  }
}
