package miles.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import miles.config.RunConfig;
import miles.data.LoadOptions;
import miles.data.LoadedData;
import miles.data.Manifest;
import miles.data.ManifestSchema;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/** How fast a run's data are read, decoded, and opened again. */
final class DataRates {

  private static final double MEGA = 1e6;

  private final RunConfig config;
  private final Path cache;

  /**
   * @param config the run
   * @param cache an empty folder
   */
  DataRates(RunConfig config, Path cache) {
    this.config = config;
    this.cache = cache;
  }

  /**
   * Measures them, in turn.
   *
   * <ul>
   *   <li>{@code csv}: the manifest read, and every row checked, its files' presence included
   *   <li>{@code csv_alone}: the same file through commons-csv alone
   *   <li>{@code decoding}: everything decoded and preprocessed, nothing cached
   *   <li>{@code cache_open}: everything opened out of the cache, the manifest and the files'
   *       contents checked; not measured with {@code data.cache: false}
   * </ul>
   */
  Map<String, Measurement> measure(int rounds) throws IOException {
    Path manifest = config.data().manifest();
    ManifestSchema schema =
        ManifestSchema.of(config.task(), config.data().label(), config.modalities());
    double megabytes = Files.size(manifest) / MEGA;
    int threads = config.training().threads();
    LoadedData.load(config, LoadOptions.cached(cache, threads));
    double[] ours = new double[rounds];
    double[] alone = new double[rounds];
    double[] ourMegabytes = new double[rounds];
    double[] aloneMegabytes = new double[rounds];
    double[] decoded = new double[rounds];
    double[] opened = new double[rounds];
    for (int round = -WarmUp.ROUNDS; round < rounds; round++) {
      double[] at = new double[4];
      long started = System.nanoTime();
      int rows = Manifest.read(manifest, schema).samples().size();
      at[0] = since(started);
      started = System.nanoTime();
      count(manifest);
      at[1] = since(started);
      started = System.nanoTime();
      LoadedData.load(config, LoadOptions.inMemory(threads));
      at[2] = since(started);
      started = System.nanoTime();
      LoadedData.load(config, LoadOptions.cached(cache, threads));
      at[3] = since(started);
      if (round >= 0) {
        ours[round] = rows / at[0];
        alone[round] = rows / at[1];
        ourMegabytes[round] = megabytes / at[0];
        aloneMegabytes[round] = megabytes / at[1];
        decoded[round] = rows / at[2];
        opened[round] = at[3];
      }
    }
    Map<String, Measurement> measured = new LinkedHashMap<>();
    measured.put("csv", Measurement.of("rows/s", ours));
    measured.put("csv_alone", Measurement.of("rows/s", alone));
    measured.put("csv_megabytes", Measurement.of("MB/s", ourMegabytes));
    measured.put("csv_alone_megabytes", Measurement.of("MB/s", aloneMegabytes));
    measured.put("decoding", Measurement.of("rows/s", decoded));
    if (config.data().cache()) {
      measured.put("cache_open", Measurement.of("s", opened));
    }
    return measured;
  }

  private static double since(long started) {
    return (System.nanoTime() - started) / 1e9;
  }

  private static long count(Path manifest) throws IOException {
    try (CSVParser parser =
        CSVFormat.RFC4180.parse(Files.newBufferedReader(manifest, StandardCharsets.UTF_8))) {
      return parser.stream().mapToLong(row -> row.get(0).length()).sum();
    }
  }
}
