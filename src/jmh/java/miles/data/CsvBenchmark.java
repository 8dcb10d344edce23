package miles.data;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import miles.config.TaskConfig;
import miles.train.DurableFiles;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows a second of a manifest of numbers: through commons-csv alone, and checked as training does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CsvBenchmark {

  private static final int ROWS = 100_000;
  private static final int COLUMNS = 8;

  private Path folder = Path.of("");
  private Path manifest = Path.of("");
  private ManifestSchema schema =
      new ManifestSchema(
          TaskConfig.Kind.CLASSIFICATION,
          "label",
          List.of(),
          List.of(
              new ManifestSchema.Source("a", ManifestSchema.Source.Kind.TABULAR, List.of()),
              new ManifestSchema.Source("b", ManifestSchema.Source.Kind.TABULAR, List.of())));

  @Setup
  public void write() throws IOException {
    folder = Files.createTempDirectory("miles-csv");
    manifest = folder.resolve("manifest.csv");
    StringBuilder csv = new StringBuilder("id,split,label");
    for (String modality : List.of("a", "b")) {
      for (int column = 0; column < COLUMNS / 2; column++) {
        csv.append(',').append(modality).append(".x").append(column);
      }
    }
    Random random = new Random(1);
    List<String> splits = List.of("train", "train", "train", "validation", "test");
    for (int row = 0; row < ROWS; row++) {
      csv.append("\r\n%d,%s,c%d".formatted(row, splits.get(row % 5), row % 7));
      for (int column = 0; column < COLUMNS; column++) {
        csv.append(',').append((float) random.nextGaussian());
      }
    }
    Files.writeString(manifest, csv.append("\r\n"));
  }

  @TearDown
  public void delete() throws IOException {
    DurableFiles.deleteTree(folder);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long commonsCsvAlone() throws IOException {
    try (Reader reader = Files.newBufferedReader(manifest);
        CSVParser parser = CSVFormat.RFC4180.parse(reader)) {
      return parser.stream().mapToLong(row -> row.get(0).length()).sum();
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int manifest() {
    return Manifest.read(manifest, schema).samples().size();
  }
}
