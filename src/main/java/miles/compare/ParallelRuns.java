package miles.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import miles.config.RunConfig;
import miles.data.LoadedData;
import miles.interop.Trust;
import miles.train.StepRecord;
import miles.train.StopRequest;
import miles.train.TrainingListener;
import miles.train.TrainingPlan;

/**
 * Makes runs, several at a time, and leaves out those that are finished. Every run has a session of
 * its own; a run's bits do not depend on how many are made beside it.
 */
final class ParallelRuns {

  private final int jobs;
  private final Trust trust;
  private final Function<RunConfig, LoadedData> data;
  private final ComparisonListener listener;
  private final ReentrantLock telling = new ReentrantLock();
  private final StopRequest stop;
  private volatile boolean stopped;

  /**
   * @param jobs runs at a time
   * @param trust whether SavedModels that runs take encoders out of are checked
   * @param data gives a run its data; asked in the caller's thread, before the first run starts
   * @param listener hears how it goes
   * @param stop whether to stop
   */
  ParallelRuns(
      int jobs,
      Trust trust,
      Function<RunConfig, LoadedData> data,
      ComparisonListener listener,
      StopRequest stop) {
    this.jobs = jobs;
    this.trust = trust;
    this.data = data;
    this.listener = listener;
    this.stop = stop;
  }

  /** Hears the scores, in the thread that called {@link #run}. */
  @FunctionalInterface
  interface Scored {
    /**
     * Another run is finished, or the runs that were finished before are known.
     *
     * @param scores the scores in the order of the runs; empty of those that are not finished
     */
    void scored(List<Optional<RunScore>> scores) throws IOException;
  }

  /**
   * Makes the runs.
   *
   * @param name what they are for
   * @param runs the runs
   * @param scoresTest whether the test split is scored at the end of each
   * @param each hears the scores as they come
   * @return the scores in the order of the runs
   * @throws miles.train.StoppedException if it was to stop
   */
  List<RunScore> run(String name, List<PlannedRun> runs, boolean scoresTest, Scored each)
      throws IOException {
    // One that is refused leaves the others and their results as they are.
    check(runs);
    List<Job> all = new ArrayList<>();
    for (PlannedRun run : runs) {
      RunTraining training = new RunTraining(run, data.apply(run.config()), trust, scoresTest);
      all.add(new Job(training, training.finished()));
    }
    List<Job> done = all.stream().filter(job -> job.before().isPresent()).toList();
    ComparisonListener.Work work =
        new ComparisonListener.Work(
            name,
            all.size(),
            done.size(),
            all.stream().mapToLong(Job::steps).sum(),
            done.stream().mapToLong(Job::steps).sum());
    tell(hearer -> hearer.started(work));
    List<RunScore> scores = scores(all, each);
    tell(ComparisonListener::ended);
    return scores;
  }

  /**
   * Checks, without changing anything, that every run can be made or goes on.
   *
   * @throws miles.train.RunFolderException if a folder holds another run or other data's
   */
  void check(List<PlannedRun> runs) throws IOException {
    for (PlannedRun run : runs) {
      RunTraining training = new RunTraining(run, data.apply(run.config()), trust, false);
      training.check();
      Optional<RunTraining> reference = reference(training);
      if (reference.isPresent()) {
        reference.get().check();
      }
    }
  }

  /** A run, with its score if it was finished before. */
  private record Job(RunTraining training, Optional<RunScore> before) {

    long steps() {
      long batch = training.run().config().training().batchSize();
      long perEpoch = (training.data().train().size() + batch - 1) / batch;
      return training.run().config().training().epochs() * perEpoch;
    }
  }

  /** The score of the run at a place in the list. */
  private record Finished(int index, RunScore score) {}

  private List<RunScore> scores(List<Job> all, Scored each) throws IOException {
    List<Optional<RunScore>> scores = new ArrayList<>(all.stream().map(Job::before).toList());
    each.scored(scores);
    stopped = false;
    ExecutorService threads = Executors.newFixedThreadPool(jobs);
    try {
      ExecutorCompletionService<Finished> service = new ExecutorCompletionService<>(threads);
      List<Integer> order = seedBySeed(all);
      for (int index : order) {
        service.submit(() -> new Finished(index, train(all.get(index))));
      }
      for (int running = order.size(); running > 0; running--) {
        Finished finished = next(service);
        scores.set(finished.index(), Optional.of(finished.score()));
        each.scored(scores);
      }
    } finally {
      end(threads);
    }
    return scores.stream().map(Optional::orElseThrow).toList();
  }

  /**
   * Returns the places of the runs that are not finished. A seed's runs follow each other: what is
   * there before the end compares every variant, and a machine that slows down slows every variant.
   */
  private static List<Integer> seedBySeed(List<Job> all) {
    return IntStream.range(0, all.size())
        .filter(i -> all.get(i).before().isEmpty())
        .boxed()
        .sorted(Comparator.comparingLong(i -> all.get(i).training().run().seed()))
        .toList();
  }

  private static Finished next(ExecutorCompletionService<Finished> service) throws IOException {
    try {
      return service.take().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the comparison was interrupted");
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  private static CompletionException rethrown(ExecutionException failed) throws IOException {
    if (failed.getCause() instanceof IOException e) {
      throw e;
    } else if (failed.getCause() instanceof RuntimeException e) {
      throw e;
    } else if (failed.getCause() instanceof Error e) {
      throw e;
    }
    return new CompletionException(failed.getCause());
  }

  /**
   * Waits until the runs that are under way have ended at their next step and kept it. None is
   * interrupted: a file that an interrupted thread writes is closed under it.
   */
  private void end(ExecutorService threads) {
    stopped = true;
    threads.shutdown();
    try {
      threads.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the unimodal run that a run measures against. */
  private Optional<RunTraining> reference(RunTraining training) {
    return training
        .run()
        .reference()
        .map(reference -> new RunTraining(reference, training.data(), trust, false));
  }

  /** Returns whether the user stops the comparison, or another run failed. */
  private boolean stops() {
    return stopped || stop.asked();
  }

  private RunScore train(Job job) throws IOException {
    if (stops()) {
      // The run was waiting for a thread; its folder stays as it is.
      throw RunTraining.stopped();
    }
    PlannedRun run = job.training().run();
    Optional<RunTraining> reference = reference(job.training());
    if (reference.isPresent() && reference.get().finished().isEmpty()) {
      reference.get().train(new Steps(steps -> {}), this::stops);
    }
    Steps steps = new Steps(more -> tell(hearer -> hearer.advanced(more)));
    RunScore score = job.training().train(steps, this::stops);
    tell(
        hearer -> {
          hearer.advanced(job.steps() - steps.done);
          hearer.finished(run, score);
        });
    return score;
  }

  private void tell(Consumer<ComparisonListener> news) {
    telling.lock();
    try {
      news.accept(listener);
    } finally {
      telling.unlock();
    }
  }

  /** Counts the steps of one run. */
  private static final class Steps implements TrainingListener {

    private final Consumer<Long> counter;
    private long done;

    Steps(Consumer<Long> counter) {
      this.counter = counter;
    }

    @Override
    public void trainingStarted(TrainingPlan plan) {
      add(plan.stepsDone());
    }

    @Override
    public void stepEnded(StepRecord step) {
      add(1);
    }

    private void add(long steps) {
      done += steps;
      counter.accept(steps);
    }
  }
}
