package miles.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces one modality's values by what a fixed function makes of them, such as a frozen encoder's
 * embeddings: computed once for all splits, and kept in a file beside the decoded values.
 *
 * <p>The file's name is the SHA-256 of all that the values depend on. It holds the rows of the
 * three splits, float32, little-endian, then the CRC-32C of these, int64.
 *
 * @param modality the modality
 * @param width values of one sample afterwards
 * @param key what names the function and the data, content and versions alike
 * @param batchSize samples that are computed at once; the last bits may depend on it
 */
public record DerivedValues(String modality, int width, List<String> key, int batchSize) {

  private static final Logger LOG = LoggerFactory.getLogger(DerivedValues.class);

  /** Computes the new values of some samples. */
  @FunctionalInterface
  public interface Function {
    /**
     * Computes them.
     *
     * @param batch the samples
     * @param into where their values go, row by row: {@code [samples, width]}
     */
    void compute(Batch batch, float[] into);
  }

  public DerivedValues {
    key = List.copyOf(key);
  }

  /**
   * Returns data with the new values. The preprocessing stays that of the old ones.
   *
   * @param data what the values are computed from
   * @param target the same samples, where the values go; other modalities may be replaced already
   * @param cache the folder of the cache; empty: values are kept in memory
   * @throws DataException if the cache cannot be written
   */
  public LoadedData of(
      LoadedData data, LoadedData target, Optional<Path> cache, Function function) {
    List<Dataset> splits = List.of(data.train(), data.validation(), data.test());
    try {
      List<RowStore> rows =
          cache.isPresent() ? cached(splits, cache.get(), function) : inMemory(splits, function);
      int index =
          data.train().features().stream().map(FeatureSpec::modality).toList().indexOf(modality);
      FeatureSpec spec = new FeatureSpec(modality, FeatureSpec.Type.FLOAT32, List.of(width), 0);
      return new LoadedData(
          target.train().replaced(index, spec, rows.get(0)),
          target.validation().replaced(index, spec, rows.get(1)),
          target.test().replaced(index, spec, rows.get(2)),
          data.preprocessing(),
          data.contentHash(),
          data.skipped());
    } catch (IOException e) {
      throw new DataException(
          "cannot write the data cache in %s: %s. Free or permit the space, or set data.cache: false."
              .formatted(cache.orElse(Path.of("")), e.getMessage()),
          e);
    }
  }

  private List<RowStore> inMemory(List<Dataset> splits, Function function) throws IOException {
    List<RowStore> all = new ArrayList<>();
    for (Dataset split : splits) {
      RowStore rows = RowStore.inMemory(split.size(), width);
      compute(split, function, rows::write);
      all.add(rows);
    }
    return all;
  }

  private List<RowStore> cached(List<Dataset> splits, Path folder, Function function)
      throws IOException {
    Path file = folder.resolve(ContentHash.of(key) + ".embeddings");
    if (!Files.exists(file) || !intact(file, splits)) {
      new CacheFolder(folder).write(file, temporary -> write(temporary, splits, function));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      List<RowStore> all = new ArrayList<>();
      long offset = 0;
      for (Dataset split : splits) {
        all.add(RowStore.map(channel, offset, split.size(), width));
        offset += bytes(split.size());
      }
      return all;
    }
  }

  private void write(Path file, List<Dataset> splits, Function function) throws IOException {
    CRC32C checksum = new CRC32C();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (Dataset split : splits) {
        compute(
            split,
            function,
            (row, values, count) -> {
              ByteBuffer buffer =
                  ByteBuffer.allocate((int) bytes(count)).order(ByteOrder.LITTLE_ENDIAN);
              buffer.asFloatBuffer().put(values, 0, count * width);
              checksum.update(buffer.duplicate());
              writeAll(channel, buffer);
            });
      }
      ByteBuffer end = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeAll(channel, end.putLong(checksum.getValue()).flip());
      channel.force(true);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Takes the values of some rows. */
  @FunctionalInterface
  interface Sink {
    void store(int row, float[] values, int count) throws IOException;
  }

  private void compute(Dataset split, Function function, Sink sink) throws IOException {
    if (split.size() == 0) {
      return;
    }
    int[] order = IntStream.range(0, split.size()).toArray();
    Batch batch = split.batch(Math.min(batchSize, split.size()));
    float[] values = new float[Math.multiplyExact(batch.capacity(), width)];
    for (int row = 0; row < split.size(); row += batch.size()) {
      split.read(order, row, Math.min(batch.capacity(), split.size() - row), batch);
      function.compute(batch, values);
      sink.store(row, values, batch.size());
    }
  }

  private boolean intact(Path file, List<Dataset> splits) throws IOException {
    long length = splits.stream().mapToLong(split -> bytes(split.size())).sum();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() == length + Long.BYTES
          && FileRange.read(channel, length, Long.BYTES).getLong()
              == CacheFile.checksum(channel, length)) {
        return true;
      }
    }
    LOG.warn("The data cache {} is damaged; computing again.", file);
    return false;
  }

  private long bytes(int rows) {
    return (long) rows * width * Float.BYTES;
  }
}
