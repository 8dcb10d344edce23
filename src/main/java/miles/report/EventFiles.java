package miles.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miles.config.RunFile;
import miles.train.EpochLog;
import miles.train.EpochRecord;
import miles.train.RunLayout;
import miles.train.TrainingListener;
import miles.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/**
 * Writes a training to event files for TensorBoard, whose steps are epochs: every column of {@code
 * epochs.csv} as a scalar of the same name, the norms of the embeddings on the validation split as
 * histograms {@code embedding_norm/<m>}, and the run file as the text {@code run.yaml}.
 *
 * <p>A resumed training goes on in one more file. What was written of epochs that are done again is
 * taken out, and scalars that are missing, because the process was killed before it wrote them, are
 * taken from {@code epochs.csv}. Closed by its owner, whether the training succeeds or not.
 */
public final class EventFiles implements TrainingListener, AutoCloseable {

  /** The columns that say which row it is. */
  private static final Set<String> KEYS = Set.of("epoch", "step");

  private @Nullable EventWriter writer;

  @Override
  public void trainingStarted(TrainingPlan plan) {
    try {
      RunLayout layout = plan.layout();
      Set<Long> kept = new EventFolder(layout.events()).keep(plan.epochsDone());
      Files.createDirectories(layout.events());
      writer = new EventWriter(layout.events());
      if (kept.isEmpty()) {
        writer.text(0, "run.yaml", fenced(RunFile.write(plan.config())));
      }
      if (plan.epochsDone() > 0) {
        restore(writer, EpochLog.readIfThere(layout.epochs()), kept, plan.epochsDone());
      }
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fenced(String yaml) {
    return "```yaml\n" + yaml + "```\n";
  }

  /** The log still has the rows of epochs that are about to be done again. */
  private static void restore(
      EventWriter writer, List<Map<String, Double>> rows, Set<Long> present, int epochsDone) {
    for (Map<String, Double> row : rows) {
      long epoch = row.getOrDefault("epoch", 0.0).longValue();
      if (epoch <= epochsDone && !present.contains(epoch)) {
        write(writer, epoch, row);
      }
    }
  }

  @Override
  public void epochEnded(EpochRecord epoch) {
    if (writer != null) {
      write(writer, epoch.epoch(), EpochLog.numbers(epoch));
      writer.flush();
    }
  }

  private static void write(EventWriter writer, long epoch, Map<String, Double> row) {
    row.forEach(
        (column, value) -> {
          if (!KEYS.contains(column) && Double.isFinite(value)) {
            writer.scalar(epoch, column, value);
          }
        });
  }

  @Override
  public boolean wantsEmbeddingNorms() {
    return true;
  }

  @Override
  public void embeddingNorms(int epoch, Map<String, float[]> norms) {
    if (writer != null) {
      for (Map.Entry<String, float[]> each : norms.entrySet()) {
        writer.histogram(epoch, "embedding_norm/" + each.getKey(), each.getValue());
      }
      writer.flush();
    }
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }
}
