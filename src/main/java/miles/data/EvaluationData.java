package miles.data;

import java.nio.file.Path;
import java.util.List;

/** Labelled samples for a trained model, preprocessed as its training data were. */
public final class EvaluationData {

  private EvaluationData() {}

  /**
   * Loads one split of a manifest, or all rows of a manifest without a split column.
   *
   * @param file the manifest
   * @param preprocessing that of the trained model
   * @param split the wanted split
   * @param threads threads of TensorFlow, see {@link SessionThreads}
   * @throws DataException with every problem of the manifest and its files, or if no row is left
   */
  public static Dataset load(Path file, Preprocessing preprocessing, Split split, int threads) {
    Manifest manifest = Manifest.readForEvaluation(file, preprocessing.schema());
    boolean whole = manifest.samples().stream().allMatch(sample -> sample.split().isEmpty());
    List<Sample> samples = whole ? manifest.samples() : manifest.samples(split);
    if (samples.isEmpty()) {
      throw new DataException(
          "%s: no row of the split %s. Choose another with --split.".formatted(file, split.word()));
    }
    return new Loader(manifest, LoadOptions.inMemory(threads))
        .load(preprocessing, "evaluation-" + split.word(), samples);
  }
}
