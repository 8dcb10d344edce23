package miles.data;

import java.util.List;

/**
 * Decoded values.
 *
 * @param preprocessing how they were made
 * @param parts each part's values, one store a modality
 */
record Contents(Preprocessing preprocessing, List<List<RowStore>> parts) {

  Contents {
    parts = parts.stream().map(List::copyOf).toList();
  }

  /** Returns a part as a data set, given the samples of every part. */
  Dataset dataset(int part, List<List<Sample>> samples) {
    return new Dataset(samples.get(part), preprocessing, parts.get(part));
  }
}
