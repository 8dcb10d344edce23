package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.LoadOptions;
import miles.data.LoadedData;
import miles.interop.ImportedEncoders;
import miles.interop.Trust;
import miles.train.RunFolder.Existing;

/** Runs of small networks on {@link SyntheticData}. */
public final class TestRuns {

  private static final String RUN =
      """
      name: test
      task: {kind: classification, score: accuracy}
      data: {manifest: manifest.csv}
      modalities:
      %s
      fusion: {kind: concat}
      optimizer: {kind: adam, learning_rate: 0.01}
      training: {epochs: 4, batch_size: 16, seed: 5, threads: 2}
      """;

  private static final String MODALITY =
      "  %s: {kind: tabular, encoder: {kind: mlp, units: [16, 8], dropout: 0.1, normalization: batch}}";

  private TestRuns() {}

  /**
   * Returns a run on the manifest in a folder.
   *
   * @param modalities how many
   * @param overrides as on the command line, {@code key.path=value}
   */
  public static RunConfig config(Path folder, int modalities, String... overrides) {
    return RunFile.parse(yaml(modalities), "test.yaml", folder, List.of(overrides));
  }

  /** Returns the text of the run file, for a manifest beside it. */
  public static String yaml(int modalities) {
    List<String> sections = new ArrayList<>();
    for (int m = 0; m < modalities; m++) {
      sections.add(MODALITY.formatted(SyntheticData.name(m)));
    }
    return RUN.formatted(String.join("\n", sections));
  }

  static RunResult train(
      RunConfig config, Path folder, Existing existing, TrainingListener... listeners)
      throws IOException {
    return train(config, folder, existing, StopRequest.NEVER, List.of(listeners));
  }

  private static RunResult train(
      RunConfig config,
      Path folder,
      Existing existing,
      StopRequest stop,
      List<TrainingListener> listeners)
      throws IOException {
    try (RunFolder run = RunFolder.open(folder, existing)) {
      ImportedEncoders imported = RunEncoders.open(config, run, Trust.CHECKED);
      return new Trainer(config, load(config), imported, listeners).train(run, stop);
    }
  }

  /** Trains until a step of the run, after which the training is asked to stop. */
  static RunResult stopAt(RunConfig config, Path folder, Existing existing, long step)
      throws IOException {
    AtomicBoolean asked = new AtomicBoolean();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepEnded(StepRecord record) {
            asked.set(record.step() == step);
          }
        };
    return train(config, folder, existing, asked::get, List.of(listener));
  }

  public static LoadedData load(RunConfig config) {
    return LoadedData.load(config, LoadOptions.inMemory(config.training().threads()));
  }

  /** Trains a run that must be new. */
  static RunResult train(RunConfig config, Path folder) throws IOException {
    return train(config, folder, Existing.REFUSE);
  }

  /** Returns the rows of {@code epochs.csv}. */
  static List<Map<String, Double>> epochs(Path run) throws IOException {
    return EpochLog.read(new RunLayout(run).epochs());
  }

  /** Returns {@code epochs.csv} without the only column that two equal runs may differ in. */
  public static String epochsWithoutSeconds(Path run) throws IOException {
    String text = Files.readString(new RunLayout(run).epochs());
    return text.replaceAll(",[^,]*\r\n", "\r\n");
  }

  /** Returns the SHA-256 of every file of a checkpoint by name, of its variables too. */
  static Map<String, String> checkpoint(Path run, int epoch) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    Path folder = new Checkpoints(new RunLayout(run).checkpoints()).of(epoch);
    for (Path file : DurableFiles.list(folder)) {
      files.put(file.getFileName().toString(), Checkpoint.sha256(file));
    }
    assertThat(files).containsKeys("state.json", "variables.data-00000-of-00001");
    return files;
  }
}
