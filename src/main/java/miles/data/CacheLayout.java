package miles.data;

import java.util.List;

/**
 * Where the values stand in a cache file: for each part, for each modality, its rows one after
 * another. Every section starts at a multiple of {@value #ALIGNMENT} bytes.
 *
 * @param start the byte where the first section may start
 * @param rows rows of each part
 * @param features the modalities
 */
record CacheLayout(long start, List<Integer> rows, List<FeatureSpec> features) {

  private static final int ALIGNMENT = 4096;

  CacheLayout {
    rows = List.copyOf(rows);
    features = List.copyOf(features);
  }

  /** Returns the byte where a section starts. */
  long offset(int part, int modality) {
    long at = align(start);
    for (int p = 0; p <= part; p++) {
      for (int m = 0; m < (p < part ? features.size() : modality); m++) {
        at = align(at + rows.get(p) * rowBytes(m));
      }
    }
    return at;
  }

  /** Returns the byte behind the last section. */
  long end() {
    return offset(rows.size(), 0);
  }

  /** Returns the bytes of one row of a modality. */
  long rowBytes(int modality) {
    return (long) features.get(modality).size() * Float.BYTES;
  }

  private static long align(long at) {
    return (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
