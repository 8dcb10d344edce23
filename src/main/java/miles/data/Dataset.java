package miles.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The preprocessed samples of one split, immutable and safe to read from several threads.
 *
 * <p>Values are kept in flat memory, or in a mapped file that the operating system reads as needed,
 * so that a split may be larger than the heap.
 */
public final class Dataset {

  private final List<String> ids;
  private final List<FeatureSpec> features;
  private final int outputs;
  private final List<RowStore> values;
  private final List<BitSet> presence;
  private final Targets targets;

  /**
   * @param samples the rows
   * @param preprocessing how they were preprocessed
   * @param values each modality's values, row by row
   */
  Dataset(List<Sample> samples, Preprocessing preprocessing, List<RowStore> values) {
    this.ids = samples.stream().map(Sample::id).toList();
    this.features = preprocessing.features();
    this.outputs = preprocessing.outputs();
    this.values = List.copyOf(values);
    this.targets = new Targets(samples, preprocessing);
    this.presence = features.stream().map(feature -> new BitSet(samples.size())).toList();
    for (int row = 0; row < samples.size(); row++) {
      for (int m = 0; m < features.size(); m++) {
        presence.get(m).set(row, samples.get(row).has(m));
      }
    }
  }

  private Dataset(Dataset other, List<FeatureSpec> features, List<RowStore> values) {
    this.ids = other.ids;
    this.features = List.copyOf(features);
    this.outputs = other.outputs;
    this.values = List.copyOf(values);
    this.presence = other.presence;
    this.targets = other.targets;
  }

  /** Returns the same rows with other values of one modality. */
  Dataset replaced(int modality, FeatureSpec spec, RowStore rows) {
    List<FeatureSpec> otherFeatures = new ArrayList<>(features);
    otherFeatures.set(modality, spec);
    List<RowStore> otherValues = new ArrayList<>(values);
    otherValues.set(modality, rows);
    return new Dataset(this, otherFeatures, otherValues);
  }

  /**
   * Loads one split of a manifest with the preprocessing of a trained model; a manifest without a
   * split column counts as this split as a whole.
   *
   * @param manifest the manifest; a modality without a column is absent in every row
   * @param preprocessing what the training split taught
   * @param split the split
   * @param options how to load
   * @throws DataException with every problem of the manifest and its files, or if it has no row of
   *     the split
   */
  public static Dataset load(
      Path manifest, Preprocessing preprocessing, Split split, LoadOptions options) {
    Manifest read =
        Manifest.read(manifest, preprocessing.schema(), Manifest.Use.EVALUATION, options.badRows());
    return options.badRows().around(read, each -> load(each, preprocessing, split, options));
  }

  private static Dataset load(
      Manifest manifest, Preprocessing preprocessing, Split split, LoadOptions options) {
    List<Sample> samples =
        manifest.samples().stream()
            .filter(sample -> sample.split().orElse(split) == split)
            .toList();
    if (samples.isEmpty()) {
      throw new DataException(
          "%s has no row of split %s. Add rows, or remove the column \"%s\" to take every row."
              .formatted(manifest.file(), split.word(), ManifestSchema.SPLIT));
    }
    return new Loader(manifest.with(samples), options).load(preprocessing, split.word(), samples);
  }

  /** Returns the number of rows. */
  public int size() {
    return ids.size();
  }

  /** Returns the id of a row, as the manifest names it. */
  public String id(int row) {
    return ids.get(row);
  }

  /** Returns the shapes and types of the modalities, in order. */
  public List<FeatureSpec> features() {
    return features;
  }

  /** Returns the values of one target: the number of classes, or 1 for regression. */
  public int outputs() {
    return outputs;
  }

  /**
   * Returns whether a row has a modality.
   *
   * @param row 0 … size − 1
   * @param modality its index in {@link #features}
   */
  public boolean has(int row, int modality) {
    Objects.checkIndex(row, size());
    return presence.get(modality).get(row);
  }

  /** Returns the modalities that no row has. */
  public List<String> absent() {
    return IntStream.range(0, features().size())
        .filter(modality -> presence.get(modality).isEmpty())
        .mapToObj(modality -> features().get(modality).modality())
        .toList();
  }

  /**
   * Writes a row's target: one-hot, multi-hot, or the number itself.
   *
   * @param row 0 … size − 1
   * @param into where {@link #outputs} values go
   * @param offset the first of them
   */
  public void target(int row, float[] into, int offset) {
    targets.read(Objects.checkIndex(row, size()), into, offset);
  }

  /** Returns a batch buffer for this data set. */
  public Batch batch(int capacity) {
    return new Batch(features, outputs, capacity);
  }

  /**
   * Fills a batch with rows in the given order. The values of an absent modality are 0.
   *
   * @param rows row numbers, such as a shuffled epoch
   * @param from the first index into rows
   * @param count the number of samples, at most the batch's capacity
   * @param into the batch, whose features and outputs are those of this data set
   */
  public void read(int[] rows, int from, int count, Batch into) {
    Objects.checkFromIndexSize(from, count, rows.length);
    if (into.outputs() != outputs || !into.features().equals(features)) {
      throw new IllegalArgumentException("the batch was made for other features or outputs");
    }
    into.resize(count);
    for (int i = 0; i < count; i++) {
      int row = Objects.checkIndex(rows[from + i], size());
      into.rows()[i] = row;
      targets.read(row, into.targets(), i * outputs);
      for (int m = 0; m < features.size(); m++) {
        read(row, m, i, into);
      }
    }
  }

  private void read(int row, int modality, int sample, Batch into) {
    int offset = sample * features.get(modality).size();
    if (features.get(modality).type() == FeatureSpec.Type.FLOAT32) {
      values.get(modality).read(row, into.floats(modality), offset);
    } else {
      values.get(modality).read(row, into.ints(modality), offset);
    }
    into.presence(modality)[sample] = presence.get(modality).get(row) ? 1 : 0;
  }
}
