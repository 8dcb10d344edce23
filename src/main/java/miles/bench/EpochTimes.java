package miles.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import miles.config.RunConfig;
import miles.data.LoadedData;
import miles.train.EpochRecord;
import miles.train.RunFolder;
import miles.train.Trainer;
import miles.train.TrainingListener;
import miles.train.TrainingPlan;

/**
 * Whole epochs of several runs, their validation included: the runs train side by side, one epoch
 * of each in turn.
 */
final class EpochTimes {

  private final LoadedData data;
  private final Path folder;
  private final int warmUp;

  /**
   * @param data the data of every run
   * @param folder where the runs' folders are made
   * @param warmUp epochs that do not count
   */
  EpochTimes(LoadedData data, Path folder, int warmUp) {
    this.data = data;
    this.folder = folder;
    this.warmUp = warmUp;
  }

  /**
   * Trains the runs.
   *
   * @param runs the runs by name, with as many epochs each
   * @return the seconds of an epoch, by name
   */
  Map<String, Measurement> seconds(Map<String, RunConfig> runs) throws IOException {
    // Fair: whoever gives it back gets it again after all that wait.
    ReentrantLock turn = new ReentrantLock(true);
    ExecutorService threads = Executors.newFixedThreadPool(runs.size());
    try {
      Map<String, Future<List<Double>>> pending = new LinkedHashMap<>();
      runs.forEach(
          (name, config) ->
              pending.put(name, threads.submit(() -> train(config, folder.resolve(name), turn))));
      Map<String, Measurement> seconds = new LinkedHashMap<>();
      for (Map.Entry<String, Future<List<Double>>> run : pending.entrySet()) {
        seconds.put(run.getKey(), new Measurement("s", result(run.getValue())));
      }
      return seconds;
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Double> train(RunConfig config, Path run, ReentrantLock turn) throws IOException {
    Turns turns = new Turns(turn, warmUp);
    try (RunFolder opened = RunFolder.open(run, RunFolder.Existing.REFUSE)) {
      new Trainer(config, data, List.of(turns)).train(opened);
    } finally {
      if (turn.isHeldByCurrentThread()) {
        turn.unlock();
      }
    }
    return turns.seconds;
  }

  /** Holds the turn while a run computes. */
  private static final class Turns implements TrainingListener {

    private final ReentrantLock turn;
    private final int warmUp;
    private final List<Double> seconds = new ArrayList<>();

    Turns(ReentrantLock turn, int warmUp) {
      this.turn = turn;
      this.warmUp = warmUp;
    }

    @Override
    public void trainingStarted(TrainingPlan plan) {
      turn.lock();
    }

    @Override
    public void epochEnded(EpochRecord epoch) {
      if (epoch.epoch() > warmUp) {
        seconds.add(epoch.seconds());
      }
      turn.unlock();
      turn.lock();
    }
  }

  private static List<Double> result(Future<List<Double>> run) throws IOException {
    try {
      return run.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the benchmark was interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(cause);
    }
  }
}
