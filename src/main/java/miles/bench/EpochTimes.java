package miles.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

  private static final long LONGEST_EPOCH_MINUTES = 60;

  private final LoadedData data;
  private final Path folder;
  private final int warmUp;
  private volatile boolean stopped;

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
   * Trains the runs. For one call.
   *
   * @param runs the runs by name, with as many epochs each
   * @return the seconds of an epoch, by name; without a run that its method ended before the first
   *     epoch that counts
   */
  Map<String, Measurement> seconds(Map<String, RunConfig> runs) throws IOException {
    // Fair: whoever gives it back gets it again after all that wait.
    ReentrantLock turn = new ReentrantLock(true);
    ExecutorService threads = Executors.newFixedThreadPool(runs.size());
    try {
      // As they end, so that one that fails ends the others at once.
      ExecutorCompletionService<Ended> ends = new ExecutorCompletionService<>(threads);
      runs.forEach(
          (name, config) ->
              ends.submit(() -> new Ended(name, train(config, folder.resolve(name), turn))));
      Map<String, List<Double>> epochs = new HashMap<>();
      while (epochs.size() < runs.size()) {
        Ended run = result(ends.take());
        epochs.put(run.name(), run.seconds());
      }
      Map<String, Measurement> seconds = new LinkedHashMap<>();
      for (String name : runs.keySet()) {
        List<Double> measured = epochs.getOrDefault(name, List.of());
        if (!measured.isEmpty()) {
          seconds.put(name, new Measurement("s", measured));
        }
      }
      return seconds;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the benchmark was interrupted", e);
    } finally {
      stopped = true;
      threads.shutdown();
      awaitEnd(threads);
    }
  }

  /** A run that ended, with the seconds of its epochs. */
  private record Ended(String name, List<Double> seconds) {}

  /** The folder is the caller's again, so nobody may write to it any more. */
  private static void awaitEnd(ExecutorService threads) {
    try {
      if (!threads.awaitTermination(LONGEST_EPOCH_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a run does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Double> train(RunConfig config, Path run, ReentrantLock turn) throws IOException {
    Turns turns = new Turns(turn);
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
  private final class Turns implements TrainingListener {

    private final ReentrantLock turn;
    private final List<Double> seconds = new ArrayList<>();

    Turns(ReentrantLock turn) {
      this.turn = turn;
    }

    @Override
    public void trainingStarted(TrainingPlan plan) {
      take();
    }

    private void take() {
      turn.lock();
      if (stopped) {
        throw new CancellationException("another run failed");
      }
    }

    @Override
    public void epochEnded(EpochRecord epoch) {
      if (epoch.epoch() > warmUp) {
        seconds.add(epoch.seconds());
      }
      turn.unlock();
      take();
    }
  }

  private static Ended result(Future<Ended> run) throws IOException, InterruptedException {
    try {
      return run.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    }
  }
}
