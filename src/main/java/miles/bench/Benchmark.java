package miles.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import miles.config.RunConfig;
import miles.config.TrainingConfig;
import miles.data.LoadedData;
import miles.train.RunFolder;
import miles.train.Trainer;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a run file costs on this machine.
 *
 * <table>
 *   <caption>Measurements</caption>
 *   <tr><th>{@code trainer}</th><td>steps per second of {@code miles train} within an epoch</td></tr>
 *   <tr><th>{@code ceiling}</th><td>of a bare loop over the same graph; see {@link BareLoop}</td></tr>
 *   <tr><th>{@code evaluation_plain}, {@code _heads}, {@code _masked}</th>
 *     <td>seconds of a pass over the validation split; see {@link EvaluationPasses}</td></tr>
 *   <tr><th>{@code epoch_<method>}</th>
 *     <td>seconds of an epoch with its validation; fewer or none of a method that ends a run early
 *     </td></tr>
 *   <tr><th>{@code csv}, {@code decoding}, {@code cache_open} …</th>
 *     <td>see {@link DataRates#measure}</td></tr>
 *   <tr><th>{@code first_step}</th>
 *     <td>seconds from the start of the process to the end of the first step</td></tr>
 *   <tr><th>{@code peak_rss}, {@code peak_heap}</th><td>memory of the whole benchmark</td></tr>
 *   <tr><th>{@code <a>_over_<b>}</th><td>ratios of two of them, round by round</td></tr>
 * </table>
 */
public final class Benchmark {

  private final RunConfig config;
  private final LoadedData data;
  private final Path folder;
  private final int rounds;
  private final int warmUp;

  /**
   * @param config a run without encoders out of SavedModels
   * @param data its data, of two steps an epoch or more
   * @param folder an empty folder, for runs and a cache
   * @param rounds how often everything is measured, at least 1
   */
  public Benchmark(RunConfig config, LoadedData data, Path folder, int rounds) {
    if (rounds < 1) {
      throw new IllegalArgumentException("%d rounds".formatted(rounds));
    }
    this.rounds = rounds;
    this.warmUp = WarmUp.epochs(config, data);
    this.config = whole(config, warmUp + rounds);
    this.data = data;
    this.folder = folder;
  }

  /**
   * Measures everything.
   *
   * @param methods the same run with other balancing methods, by name; the first is what the others
   *     are divided by
   * @param listener hears what is measured next
   * @return the measurements by name
   */
  public Map<String, Measurement> run(Map<String, RunConfig> methods, Consumer<String> listener)
      throws IOException {
    listener.accept("training beside the bare loop");
    Map<String, Measurement> all = new LinkedHashMap<>();
    try (LateLoop bare = new LateLoop(config, data)) {
      StepRates rates =
          new StepRates(
              steps -> bare.loop().stepsPerSecond(steps),
              warmUp,
              ManagementFactory.getRuntimeMXBean().getStartTime());
      try (RunFolder run = RunFolder.open(folder.resolve("trainer"), RunFolder.Existing.REFUSE)) {
        new Trainer(config, data, List.of(rates)).train(run);
      }
      all.put("trainer", rates.trainer());
      all.put("ceiling", rates.other());
      divide(all, "trainer", "ceiling");
      all.put("first_step", Measurement.of("s", rates.firstStep()));
      listener.accept("passes over the validation split");
      new EvaluationPasses(bare.loop(), config, data.validation())
          .seconds(rounds)
          .forEach((name, seconds) -> all.put("evaluation_" + name, seconds));
      for (String name : List.of(EvaluationPasses.HEADS, EvaluationPasses.MASKED)) {
        divide(all, "evaluation_" + name, "evaluation_" + EvaluationPasses.PLAIN);
      }
    }
    Map<String, RunConfig> runs = new LinkedHashMap<>();
    methods.forEach((name, run) -> runs.put(name, whole(run, warmUp + rounds)));
    listener.accept("epochs with " + String.join(", ", methods.keySet()));
    new EpochTimes(data, folder, warmUp)
        .seconds(runs)
        .forEach((name, seconds) -> all.put("epoch_" + name, seconds));
    String base = runs.keySet().iterator().next();
    runs.keySet().stream().skip(1).forEach(name -> divide(all, "epoch_" + name, "epoch_" + base));
    listener.accept("data");
    all.putAll(new DataRates(config, folder.resolve("cache")).measure(rounds));
    divide(all, "csv", "csv_alone");
    ProcessMemory.peakResident()
        .ifPresent(peak -> all.put("peak_rss", Measurement.of("MiB", peak)));
    all.put("peak_heap", Measurement.of("MiB", ProcessMemory.peakHeap()));
    return Collections.unmodifiableMap(all);
  }

  /**
   * The bare loop, opened when it is needed: the first step of the training must not wait for it.
   */
  private static final class LateLoop implements AutoCloseable {

    private final RunConfig config;
    private final LoadedData data;
    private @Nullable BareLoop loop;

    LateLoop(RunConfig config, LoadedData data) {
      this.config = config;
      this.data = data;
    }

    BareLoop loop() {
      BareLoop opened = loop == null ? BareLoop.open(config, data) : loop;
      loop = opened;
      return opened;
    }

    @Override
    public void close() {
      if (loop != null) {
        loop.close();
      }
    }
  }

  /** Adds a ratio, if both were measured. */
  private static void divide(Map<String, Measurement> all, String above, String below) {
    Measurement one = all.get(above);
    Measurement other = all.get(below);
    if (one != null && other != null) {
      all.put(above + "_over_" + below, one.over(other));
    }
  }

  /** Returns the run with so many epochs, and no reason to stop before. */
  private static RunConfig whole(RunConfig run, int epochs) {
    TrainingConfig training = run.training();
    return new RunConfig(
        run.name(),
        run.task(),
        run.data(),
        run.modalities(),
        run.fusion(),
        run.unimodal(),
        run.optimizer(),
        run.schedule(),
        run.balance(),
        new TrainingConfig(
            epochs,
            training.batchSize(),
            training.evaluationBatchSize(),
            training.seed(),
            training.threads(),
            training.precision(),
            training.monitor(),
            training.encoderRates(),
            Optional.empty(),
            training.checkpoints(),
            training.events()),
        run.export());
  }
}
