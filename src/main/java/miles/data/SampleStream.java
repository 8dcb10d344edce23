package miles.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a manifest without labels, batch by batch, for prediction on any number of rows in
 * constant memory.
 *
 * <p>Of the columns only {@code id} and those of the modalities are read, and of these at least one
 * modality must be there: a modality without a column is absent in every row. Ids are not checked
 * for being unique. Owns the open file, a graph and threads; closing it closes them. For one
 * thread.
 */
public final class SampleStream implements AutoCloseable {

  private final String file;
  private final Preprocessing preprocessing;
  private final CsvRows rows;
  private final ManifestHeader header;
  private final BadRows badRows;
  private final RowParser parser;
  private final FeatureExtractor extractor;
  private List<String> ids = List.of();
  private int read;
  private final Problems problems;
  private SkippedRows skipped = SkippedRows.NONE;

  private SampleStream(
      Path manifest, Preprocessing preprocessing, CsvRows rows, int threads, BadRows badRows) {
    this.badRows = badRows;
    this.file = manifest.toString();
    this.preprocessing = preprocessing;
    this.rows = rows;
    problems = new Problems(manifest);
    header = Manifest.header(rows, preprocessing.schema(), Manifest.Use.PREDICTION, problems);
    problems.throwIfAny(file);
    parser = new RowParser(header, manifest, problems);
    extractor = new FeatureExtractor(manifest, preprocessing.modalities(), threads);
  }

  /**
   * Opens a manifest.
   *
   * @param manifest the manifest
   * @param preprocessing what the training split taught
   * @param threads threads of TensorFlow, see {@link SessionThreads}
   * @throws DataException if the file cannot be read or a column is missing
   */
  public static SampleStream open(Path manifest, Preprocessing preprocessing, int threads) {
    return open(manifest, preprocessing, threads, BadRows.refuse());
  }

  /**
   * Opens a manifest.
   *
   * @param manifest the manifest
   * @param preprocessing what the training split taught
   * @param threads threads of TensorFlow, see {@link SessionThreads}
   * @param badRows what happens to rows that cannot be used; a listener is told after the last row
   * @throws DataException if the file cannot be read or a column is missing
   */
  public static SampleStream open(
      Path manifest, Preprocessing preprocessing, int threads, BadRows badRows) {
    CsvRows rows = new CsvRows(manifest);
    try {
      return new SampleStream(manifest, preprocessing, rows, threads, badRows);
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  /** Returns the modalities that have no column in the manifest, and so are absent in every row. */
  public List<String> missing() {
    return header.missing();
  }

  /** Returns a batch buffer for this stream. */
  public Batch batch(int capacity) {
    return new Batch(preprocessing.features(), preprocessing.outputs(), capacity);
  }

  /**
   * Fills a batch with the next rows, as many as it holds or are left. Targets are 0; row numbers
   * count from 0.
   *
   * @return whether there was any row
   * @throws DataException with every problem of these rows and their files, unless bad rows are
   *     left out; none of them is delivered
   */
  public boolean read(Batch into) {
    List<Sample> samples = List.of();
    boolean more = true;
    while (samples.isEmpty() && more) {
      List<Sample> parsed = new ArrayList<>();
      more = parse(into.capacity(), parsed);
      settle();
      extractor.extract(parsed, into, problems);
      samples = parsed;
      if (problems.size() > 0) {
        BitSet bad = problems.lines();
        settle();
        samples = parsed.stream().filter(sample -> !bad.get((int) sample.line())).toList();
        extractor.extract(samples, into, problems);
      }
    }
    for (int i = 0; i < samples.size(); i++) {
      into.rows()[i] = read++;
    }
    Arrays.fill(into.targets(), 0f);
    ids = samples.stream().map(Sample::id).toList();
    if (!more && samples.isEmpty() && skipped.count() > 0 && badRows instanceof BadRows.Skip skip) {
      skip.listener().accept(skipped);
    }
    return !samples.isEmpty();
  }

  /** Parses rows until there are enough, or enough problems; returns whether more may follow. */
  private boolean parse(int enough, List<Sample> into) {
    while (into.size() < enough && problems.size() < DataException.SHOWN) {
      Optional<CsvRows.Row> row = rows.next();
      if (row.isEmpty()) {
        return false;
      }
      parser.parse(row.get()).ifPresent(into::add);
    }
    return true;
  }

  /** Notes the problems so far and forgets them, or throws. */
  private void settle() {
    if (problems.size() > 0) {
      if (!(badRows instanceof BadRows.Skip)) {
        problems.throwIfAny(file);
      }
      skipped = skipped.and(problems.lines(), problems.sentences());
      problems.clear();
    }
  }

  /** Returns the ids of the rows that the last {@link #read} delivered, in the batch's order. */
  public List<String> ids() {
    return ids;
  }

  @Override
  public void close() {
    extractor.close();
    rows.close();
  }
}
