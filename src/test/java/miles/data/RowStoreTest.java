package miles.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowStoreTest {

  @TempDir Path folder;

  @Test
  void rowsInMemoryAreReadAsWritten() {
    List<FeatureSpec> features =
        List.of(
            new FeatureSpec("x", FeatureSpec.Type.FLOAT32, List.of(3), 0),
            new FeatureSpec("t", FeatureSpec.Type.INT32, List.of(2), 9));
    Batch batch = new Batch(features, 1, 2);
    batch.resize(2);
    System.arraycopy(new float[] {1, 2, Float.NaN, 4, 5, 6}, 0, batch.floats(0), 0, 6);
    System.arraycopy(new int[] {7, 8, -1, Integer.MAX_VALUE}, 0, batch.ints(1), 0, 4);
    RowStore floats = RowStore.inMemory(4, 3);
    RowStore ints = RowStore.inMemory(4, 2);

    floats.write(1, batch, 0);
    ints.write(2, batch, 1);

    float[] row = new float[5];
    floats.read(1, row, 2);
    assertThat(row).containsExactly(0, 0, 1, 2, Float.NaN);
    floats.read(2, row, 0);
    assertThat(row).containsExactly(4, 5, 6, 2, Float.NaN);
    int[] ids = new int[2];
    ints.read(3, ids, 0);
    assertThat(ids).containsExactly(-1, Integer.MAX_VALUE);
    ints.read(0, ids, 0);
    assertThat(ids).containsExactly(0, 0);
  }

  @Test
  void rowsOfManyMappedSegmentsAreRead() throws IOException {
    int rows = 1000;
    int rowSize = 3;
    ByteBuffer bytes =
        ByteBuffer.allocate(20 + rows * rowSize * 4).order(ByteOrder.LITTLE_ENDIAN).position(20);
    for (int i = 0; i < rows * rowSize; i++) {
      bytes.putFloat(i);
    }
    Path file = Files.write(folder.resolve("rows"), bytes.array());
    RowStore store;
    try (FileChannel channel = FileChannel.open(file)) {
      // 100 bytes hold 8 rows of 12 bytes: 125 segments
      store = RowStore.map(channel, 20, rows, rowSize, 100);
    }
    float[] row = new float[rowSize];
    for (int r = rows - 1; r >= 0; r--) {
      store.read(r, row, 0);
      assertThat(row).containsExactly(3f * r, 3f * r + 1, 3f * r + 2);
    }
  }

  @Test
  void filesBeyondTwoGigabytesAreMapped() throws IOException {
    int rowSize = 1 << 20;
    int rows = 700; // 2.9 GB, nearly all of it a hole
    Path file = folder.resolve("large");
    RowStore store;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      ByteBuffer end = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 42);
      channel.write(end, (long) rows * rowSize * 4 - 4);
      store = RowStore.map(channel, 0, rows, rowSize);
    }
    float[] row = new float[rowSize];

    store.read(rows - 1, row, 0);
    assertThat(row[rowSize - 1]).isEqualTo(42);
    store.read(350, row, 0);
    assertThat(row[rowSize - 1]).isZero();
  }
}
