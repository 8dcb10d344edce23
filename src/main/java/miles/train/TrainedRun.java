package miles.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.Dataset;
import miles.data.Preprocessing;
import miles.data.SessionThreads;
import miles.evaluate.Metrics;
import miles.evaluate.Predictions;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.Prediction;
import miles.interop.ImportedEncoders;
import org.tensorflow.Session;

/**
 * A run that was trained: the variables of one epoch, usually the best, in an inference graph.
 *
 * <p>Owns the graph and the session; closing it closes them. For one thread.
 */
public final class TrainedRun implements AutoCloseable {

  /**
   * Up to this number of modalities every subset is scored; beyond, those of one and all but one.
   */
  private static final int EVERY_SUBSET = 6;

  private final RunLayout layout;
  private final RunConfig config;
  private final Preprocessing preprocessing;
  private final Checkpoint checkpoint;
  private final ImportedEncoders imported;
  private final FusionGraph graph;
  private final Session session;

  private TrainedRun(
      RunLayout layout,
      RunConfig config,
      Preprocessing preprocessing,
      Checkpoint checkpoint,
      ImportedEncoders imported) {
    this.layout = layout;
    this.config = config;
    this.preprocessing = preprocessing;
    this.checkpoint = checkpoint;
    this.imported = imported;
    this.graph =
        FusionGraph.build(
            config,
            preprocessing.features(),
            preprocessing.outputs(),
            FusionGraph.Purpose.INFERENCE,
            imported);
    this.session = Sessions.open(graph.graph(), config.training().threads());
  }

  /**
   * Opens a run at its best epoch.
   *
   * @param folder the run's folder, such as {@code saved/digits}
   * @throws RunFolderException if the folder holds no run, or its records are damaged
   * @throws CheckpointException if the best checkpoint is missing or damaged
   * @throws miles.interop.SavedModelException if the file of an imported encoder is missing or
   *     damaged
   */
  public static TrainedRun open(Path folder) throws IOException {
    return open(folder, "best");
  }

  /**
   * Opens a run at one of its checkpoints.
   *
   * @param folder the run's folder, such as {@code saved/digits}
   * @param name {@code best}, {@code latest} or that of an epoch, such as {@code epoch-0007}
   * @throws RunFolderException if the folder holds no run, or its records are damaged
   * @throws CheckpointException if the checkpoint is missing or damaged
   * @throws miles.interop.SavedModelException if the file of an imported encoder is missing or
   *     damaged
   */
  public static TrainedRun open(Path folder, String name) throws IOException {
    RunLayout layout = new RunLayout(folder);
    if (!Files.isRegularFile(layout.runFile())) {
      throw new RunFolderException(
          "%s holds no run: there is no %s. Name a folder that ./miles train wrote, such as saved/digits."
              .formatted(folder, layout.runFile().getFileName()));
    }
    RunConfig config = RunFile.read(layout.runFile(), List.of());
    SessionThreads.settle(config.training().threads());
    Preprocessing preprocessing = Preprocessing.read(layout.preprocessing());
    RunRecords.checkPreprocessing(layout);
    Checkpoint checkpoint = new Checkpoints(layout.checkpoints()).find(name);
    ImportedEncoders imported = ImportedEncoders.read(config, layout.encoders());
    TrainedRun run = new TrainedRun(layout, config, preprocessing, checkpoint, imported);
    try {
      checkpoint.restore(run.session);
      return run;
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /** Returns the run's files. */
  public RunLayout layout() {
    return layout;
  }

  /** Returns the resolved run file. */
  public RunConfig config() {
    return config;
  }

  /** Returns how the run's data were preprocessed. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Returns the run's encoders that came out of SavedModels. */
  public ImportedEncoders imported() {
    return imported;
  }

  /** Returns the checkpoint that the variables are from. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Returns whether the run trained its fusion head; a unimodal run did not. */
  public boolean hasFusion() {
    return config.balance().method().trainsFusion();
  }

  /** Returns an evaluator of the fused prediction alone; the caller closes it before this. */
  public Evaluator fused() {
    return new Evaluator(graph, session, List.of(graph.full()));
  }

  /**
   * Computes every metric of a data set: fused, of every subset of modalities, of every head.
   *
   * <p>Subsets are scored on all samples, a head on those that have its modality.
   */
  public Scorecard score(Dataset data) {
    Map<Set<String>, Prediction> subsets = subsets();
    List<Prediction> predictions = new ArrayList<>(subsets.values());
    boolean heads = new Scoring(config).heads();
    if (heads) {
      graph.modalities().forEach(modality -> predictions.add(graph.head(modality)));
    }
    try (Evaluator evaluator = new Evaluator(graph, session, predictions)) {
      Probabilities all = evaluator.predict(data, config.training().evaluationBatchSize());
      Map<Set<String>, Metrics> bySubset = new LinkedHashMap<>();
      subsets.forEach(
          (subset, prediction) -> bySubset.put(subset, metrics(data, all.of(prediction.name()))));
      Map<String, Metrics> byHead = new LinkedHashMap<>();
      if (heads) {
        graph.modalities().forEach(modality -> byHead.put(modality, head(data, all, modality)));
      }
      return new Scorecard(
          config.task().score(), graph.modalities(), preprocessing.classes(), bySubset, byHead);
    }
  }

  private Map<Set<String>, Prediction> subsets() {
    List<String> modalities = graph.modalities();
    Map<Set<String>, Prediction> subsets = new LinkedHashMap<>();
    int count = modalities.size();
    for (int bits = (1 << Math.min(count, 30)) - 1; count <= EVERY_SUBSET && bits >= 0; bits--) {
      int chosen = bits;
      Set<String> subset =
          new TreeSet<>(
              IntStream.range(0, count)
                  .filter(m -> (chosen >> m & 1) == 1)
                  .mapToObj(modalities::get)
                  .toList());
      subsets.put(subset, graph.subset(subset));
    }
    if (count > EVERY_SUBSET) {
      subsets.put(new TreeSet<>(modalities), graph.full());
      modalities.forEach(modality -> subsets.put(Set.of(modality), graph.only(modality)));
      for (String modality : modalities) {
        Set<String> others = new TreeSet<>(modalities);
        others.remove(modality);
        subsets.put(others, graph.without(modality));
      }
    }
    return subsets;
  }

  private Metrics head(Dataset data, Probabilities all, String modality) {
    float[] probabilities = all.of(graph.head(modality).name());
    return Metrics.of(
        Scoring.present(
            config.task().kind(), data, probabilities, graph.modalities().indexOf(modality)));
  }

  private Metrics metrics(Dataset data, float[] probabilities) {
    return Metrics.of(
        new Predictions(
            config.task().kind(), data.outputs(), probabilities, Evaluator.targets(data)));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
