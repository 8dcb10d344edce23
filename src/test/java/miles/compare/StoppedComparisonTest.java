package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import miles.interop.Trust;
import miles.train.StopRequest;
import miles.train.StoppedException;
import miles.train.TestRuns;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A comparison that is asked to stop while two of its three runs train. */
@Tag("slow")
class StoppedComparisonTest extends SmallComparisons {

  private static final long DEADLINE_MINUTES = 1;

  @Test
  void everyRunKeepsItsStepWhicheverEndsFirst() throws IOException {
    compare(sideBySide("straight", "joint,miles"));
    OneAfterTheOther stop = new OneAfterTheOther();
    assertThatThrownBy(
            () ->
                new Comparison(
                        sideBySide("stopped", "joint,miles,uniform"),
                        SmallComparisons::load,
                        new ComparisonListener() {},
                        stop)
                    .run())
        .isInstanceOf(StoppedException.class)
        .hasMessageStartingWith("Stopped;");
    assertThat(stop.late).as("how the second run's wait ended").hasValue("the first has ended");
    assertThat(names("stopped/runs")).as("no other began").hasSize(2);
    for (String run : names("stopped/runs")) {
      assertThat(names("stopped/runs/" + run + "/checkpoints"))
          .filteredOn(name -> name.contains("-step-"))
          .containsExactly("epoch-0002-step-0001");
    }
    compare(sideBySide("stopped", "joint,miles"));
    assertThat(bits("stopped")).isEqualTo(bits("straight"));
  }

  /** Asks two runs to stop after the fifth step of each, the second when the first has ended. */
  private static final class OneAfterTheOther implements StopRequest {

    private final CountDownLatch bothTrain = new CountDownLatch(2);
    private final AtomicReference<Thread> first = new AtomicReference<>();
    private final AtomicReference<String> late = new AtomicReference<>("it never waited");
    private final ThreadLocal<AtomicInteger> asked = ThreadLocal.withInitial(AtomicInteger::new);

    @Override
    public boolean asked() {
      // The eighth question: one came before the run, one before each epoch, one after each step.
      if (asked.get().incrementAndGet() != 8) {
        return asked.get().get() > 8;
      }
      try {
        bothTrain.countDown();
        assertThat(bothTrain.await(DEADLINE_MINUTES, TimeUnit.MINUTES)).isTrue();
        if (!first.compareAndSet(null, Thread.currentThread())) {
          first.get().join(TimeUnit.MINUTES.toMillis(DEADLINE_MINUTES));
          late.set(first.get().isAlive() ? "the first goes on" : "the first has ended");
        }
      } catch (InterruptedException e) {
        late.set("interrupted");
        Thread.currentThread().interrupt();
      }
      return true;
    }
  }

  private ComparisonSettings sideBySide(String out, String methods) {
    ComparisonSettings one = with(out, methods, 1, "training.epochs=2");
    return new ComparisonSettings(
        one.runFile(),
        one.overrides(),
        one.methods(),
        one.seeds(),
        one.grid(),
        one.trials(),
        one.out(),
        2,
        Trust.CHECKED);
  }

  private List<String> names(String where) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve(where))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }

  /** Returns the files of all checkpoints, and the rows of all epochs without their seconds. */
  private Map<String, String> bits(String out) throws IOException {
    Path runs = folder.resolve(out).resolve("runs");
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(runs)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    Map<String, String> bits = new TreeMap<>();
    for (Path file : files) {
      String name = runs.relativize(file).toString();
      if (file.endsWith("epochs.csv")) {
        bits.put(name, TestRuns.epochsWithoutSeconds(file.getParent()));
      } else if (name.contains("checkpoints")) {
        bits.put(name, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(bits)
        .containsKeys(
            "joint-seed1/epochs.csv", "miles-seed1/checkpoints/epoch-0002/variables.index");
    return bits;
  }
}
