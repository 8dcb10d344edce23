package miles.bench;

import java.awt.Color;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.LoadOptions;
import miles.data.LoadedData;
import miles.train.DurableFiles;
import miles.train.EpochRecord;
import miles.train.RunFolder;
import miles.train.SyntheticData;
import miles.train.Trainer;
import miles.train.TrainingListener;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * How seconds grow with rows, modalities and epochs, on made-up numbers: prints them, and draws
 * them.
 *
 * <pre>
 * {@code mvn -Pjmh test-compile exec:exec -Djmh.main=miles.bench.Growth -Djmh.arguments=FILE.png}
 * </pre>
 */
final class Growth {

  private static final List<Integer> ROWS =
      List.of(1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000);
  private static final List<Integer> MODALITIES = List.of(2, 3, 4, 5, 6, 7, 8);
  private static final List<Integer> EPOCHS = List.of(1, 2, 4, 8, 16, 32, 64);
  private static final int SOME_ROWS = 20_000;

  /** Of a run, or of runs. */
  private static final int MEASUREMENTS = 5;

  private final Path folder;

  private Growth(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("miles-growth");
    try {
      Growth growth = new Growth(folder);
      List<XYChart> charts = List.of(growth.rows(), growth.modalities(), growth.epochs());
      String picture = Path.of(arguments[0]).toAbsolutePath().toString();
      BitmapEncoder.saveBitmap(charts, 1, charts.size(), picture, BitmapFormat.PNG);
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  private XYChart rows() throws IOException {
    Map<Integer, Measurement> loading = new LinkedHashMap<>();
    Map<Integer, Measurement> epoch = new LinkedHashMap<>();
    for (int rows : ROWS) {
      Path run = write(2, rows);
      loading.put(rows, timed(() -> load(config(run, 1))));
      epoch.put(rows, epoch(run));
    }
    XYChart chart = chart("training rows");
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true).setYAxisMin(0.005);
    show(chart, "loading", loading);
    show(chart, "epoch", epoch);
    return chart;
  }

  private XYChart modalities() throws IOException {
    Map<Integer, Measurement> epoch = new LinkedHashMap<>();
    for (int modalities : MODALITIES) {
      epoch.put(modalities, epoch(write(modalities, SOME_ROWS)));
    }
    XYChart chart = chart("modalities");
    show(chart, "epoch", epoch);
    return chart;
  }

  private XYChart epochs() throws IOException {
    Path run = write(2, SOME_ROWS);
    LoadedData data = load(config(run, 1));
    Map<Integer, Measurement> whole = new LinkedHashMap<>();
    for (int epochs : EPOCHS) {
      whole.put(epochs, timed(() -> train(config(run, epochs), data, new TrainingListener() {})));
    }
    XYChart chart = chart("epochs");
    show(chart, "run", whole);
    return chart;
  }

  private interface Action {
    void run() throws IOException;
  }

  private static Measurement timed(Action action) throws IOException {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < MEASUREMENTS + WarmUp.ROUNDS; i++) {
      long started = System.nanoTime();
      action.run();
      seconds.add((System.nanoTime() - started) / 1e9);
    }
    return measured(seconds);
  }

  /** Returns the seconds of an epoch, its validation included. */
  private Measurement epoch(Path run) throws IOException {
    RunConfig config = config(run, MEASUREMENTS + WarmUp.ROUNDS);
    List<Double> seconds = new ArrayList<>();
    train(
        config,
        load(config),
        new TrainingListener() {
          @Override
          public void epochEnded(EpochRecord epoch) {
            seconds.add(epoch.seconds());
          }
        });
    return measured(seconds);
  }

  private void train(RunConfig config, LoadedData data, TrainingListener listener)
      throws IOException {
    Path run = folder.resolve("run");
    try (RunFolder opened = RunFolder.open(run, RunFolder.Existing.REFUSE)) {
      new Trainer(config, data, List.of(listener)).train(opened);
    }
    DurableFiles.deleteTree(run);
  }

  private static LoadedData load(RunConfig config) {
    return LoadedData.load(config, LoadOptions.inMemory(config.training().threads()));
  }

  private static RunConfig config(Path run, int epochs) {
    return RunFile.read(run, List.of("training.epochs=" + epochs));
  }

  private static Measurement measured(List<Double> seconds) {
    return new Measurement("s", seconds.subList(WarmUp.ROUNDS, seconds.size()));
  }

  /** Writes a run file of small networks and its manifest, in place of the last. */
  private Path write(int modalities, int rows) throws IOException {
    StringBuilder run = new StringBuilder("name: growth\ndata: {manifest: manifest.csv}\n");
    run.append("training: {batch_size: 256, events: false}\nmodalities:\n");
    StringBuilder header = new StringBuilder("id,split,label");
    for (int m = 0; m < modalities; m++) {
      String name = SyntheticData.name(m);
      run.append("  %s: {kind: tabular, encoder: {kind: mlp, units: [32, 16]}}\n".formatted(name));
      header.append(",%1$s.x,%1$s.y,%1$s.z".formatted(name));
    }
    Random random = new Random(7);
    try (BufferedWriter csv = Files.newBufferedWriter(folder.resolve("manifest.csv"))) {
      csv.append(header).append('\n');
      for (int row = 0; row < rows + rows / 5; row++) {
        String split = row < rows ? "train" : row % 2 == 0 ? "validation" : "test";
        csv.append("r%d,%s,c%d".formatted(row, split, row / 2 % 4));
        for (int value = 0; value < 3 * modalities; value++) {
          csv.append(',').append(Float.toString(row / 2 % 4 + 2 * random.nextFloat()));
        }
        csv.append('\n');
      }
    }
    return Files.writeString(folder.resolve("growth.yaml"), run);
  }

  private static XYChart chart(String axis) {
    XYChart chart =
        new XYChartBuilder().width(400).height(320).xAxisTitle(axis).yAxisTitle("seconds").build();
    chart
        .getStyler()
        .setYAxisMin(0.0)
        .setLegendPosition(LegendPosition.InsideNW)
        .setChartBackgroundColor(Color.WHITE);
    return chart;
  }

  private static void show(XYChart chart, String name, Map<Integer, Measurement> measured) {
    List<Double> medians = measured.values().stream().map(Measurement::median).toList();
    chart.addSeries(name, List.copyOf(measured.keySet()), medians);
    measured.forEach(
        (size, seconds) ->
            System.out.printf(
                Locale.ROOT,
                "%9d %s: %s %.3f s (%.3f to %.3f), %.3f ms each%n",
                size,
                chart.getXAxisTitle(),
                name,
                seconds.median(),
                seconds.least(),
                seconds.greatest(),
                1000 * seconds.median() / size));
  }
}
