package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import miles.train.JavaProcess;
import miles.train.SyntheticData;
import miles.train.TestRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the machine does to a process: it is told in one sentence, and nothing is lost. The process
 * is one of its own; what goes on afterwards, and what it is compared with, is this one.
 */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "signals, limits and mounts are Linux's here")
class FaultTest {

  private static final int EPOCHS = 4;

  /** Runs its arguments but the first two, in a file system of some bytes, then copies that. */
  private static final String IN_SMALL_FILE_SYSTEM =
      "mount -t tmpfs -o size=%s none \"$0\" && copy=$1 && shift && { \"$@\"; code=$?;"
          + " cp -a \"$0/.\" \"$copy\"; exit $code; }";

  /**
   * Runs its arguments but the first two twice where a folder is read-only, but not the checkpoints
   * and the lock of the run in it, which {@code $1} has a view of.
   */
  private static final String READ_ONLY =
      "mount --bind \"$0\" \"$1\" && mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\""
          + " && for each in checkpoints run.lock; do"
          + " mount --bind \"$1/test/$each\" \"$0/test/$each\" || exit; done && shift"
          + " && for each in --overwrite --set=name=new; do"
          + " \"$@\" $each; echo code $?; done";

  @TempDir Path folder;

  @BeforeEach
  void writeRunFileAndData() throws IOException {
    SyntheticData.complementary(folder, 2, 48, 0.1);
    Files.writeString(folder.resolve("test.yaml"), TestRuns.yaml(2));
  }

  /** A process and what it printed. */
  private record Ended(int code, String text) {}

  @Test
  void aFullFileSystemCostsWhatCouldNotBeKept() throws Exception {
    Path saved = Files.createDirectories(folder.resolve("saved"));
    Path copy = Files.createDirectories(folder.resolve("copy"));
    List<String> command =
        mounting(IN_SMALL_FILE_SYSTEM.formatted("1500k"), saved.toString(), copy.toString());
    command.addAll(train(saved));
    Ended ended = run(command);
    assertCannotBeWritten(ended, saved);
    assertThat(ended.text()).contains("epoch 1/4", "No space left on device");
    assertGoesOn(copy);
  }

  /** The second has room for the checkpoint of 470 kB, not for the model. */
  @ParameterizedTest
  @CsvSource({"4k,none", "520k,checkpoints/epoch-0001"})
  void aFullFileSystemIsToldWhateverItMeets(String size, String last) throws Exception {
    Path saved = Files.createDirectories(folder.resolve("saved"));
    Path copy = Files.createDirectories(folder.resolve("copy"));
    List<String> command =
        mounting(IN_SMALL_FILE_SYSTEM.formatted(size), saved.toString(), copy.toString());
    command.addAll(train(saved, "training.epochs=1", "data.cache=false"));
    Ended ended = run(command);
    assertCannotBeWritten(ended, saved);
    assertThat(ended.text()).contains("No space left on device");
    String wrote = "wrote " + saved.resolve("test") + "/";
    assertThat(
            ended
                .text()
                .lines()
                .filter(line -> line.startsWith(wrote))
                .reduce(wrote + "none", (before, line) -> line))
        .isEqualTo(wrote + last);
    try (Stream<Path> walk = Files.walk(copy)) {
      assertThat(walk.filter(Files::isRegularFile)).noneMatch(FaultTest::isPartial);
    }
  }

  @Test
  void aFullFolderForTemporaryFilesIsToldAndLeftEmpty() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    Path copy = Files.createDirectories(folder.resolve("copy"));
    List<String> command =
        mounting(IN_SMALL_FILE_SYSTEM.formatted("40k"), temporary.toString(), copy.toString());
    List<String> train = train(folder.resolve("saved"), "balance.method=g-blend");
    train.add(1, "-Djava.io.tmpdir=" + temporary);
    command.addAll(train);
    Ended ended = run(command);
    assertThat(ended.code()).as(ended.text()).isEqualTo(1);
    assertThat(ended.text())
        .contains("The folder for temporary files, " + temporary + ", cannot be written (")
        .contains("No space left on device");
    assertThat(copy).isEmptyDirectory();
  }

  @Test
  void aTrainingThatIsTerminatedWithinAnEpochGoesOnWhereItStopped() throws Exception {
    SyntheticData.complementary(folder, 2, 1200, 0.1);
    String[] epochs = {"training.batch_size=1", "training.epochs=2"};
    Path saved = folder.resolve("saved");
    Process process = start(train(saved, epochs));
    String printed = readUntil(process, "epoch 1/2");
    printed += ended(process, "TERM");
    assertThat(process.waitFor()).as(printed).isEqualTo(143);
    Matcher told = Pattern.compile("Stopped after (\\d+) steps\\.").matcher(printed);
    assertThat(told.find()).as(printed).isTrue();
    int steps = Integer.parseInt(told.group(1));
    assertThat(steps).as("within the second epoch").isStrictlyBetween(1200, 2400);
    assertThat(stepCheckpoints(saved))
        .extracting(path -> path.getFileName().toString())
        .containsExactly("epoch-0002-step-%04d".formatted(steps - 1200));
    assertGoesOn(saved, epochs);
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefusedAndLeftAsItIs() throws Exception {
    Path saved = Files.createDirectories(folder.resolve("saved"));
    assertThat(RecordedConsole.run(arguments(saved, "training.epochs=1")).code()).isZero();
    Map<String, String> before = files(saved);
    Path view = Files.createDirectories(folder.resolve("view"));
    List<String> command = mounting(READ_ONLY, saved.toString(), view.toString());
    command.addAll(train(saved));
    Ended ended = run(command);
    assertThat(ended.text().lines().filter("code 2"::equals)).as(ended.text()).hasSize(2);
    String advice = "Read-only file system). Make it writable, make room, or choose another folder";
    assertThat(ended.text().lines().filter(line -> line.contains(advice)))
        .extracting(line -> line.substring(0, line.indexOf(" (")))
        .containsExactly(
            saved.resolve("test") + " cannot be written",
            saved.resolve("new") + " cannot be written");
    assertThat(files(saved)).isEqualTo(before);
  }

  @Test
  void oneProcessARunAndTheLockOfADeadOneIsTakenOver() throws Exception {
    Path saved = folder.resolve("saved");
    Process first = start(train(saved, "training.epochs=100000"));
    String printed = readUntil(first, "epoch 2/");
    RecordedConsole second = RecordedConsole.run(arguments(saved, "training.epochs=100000"));
    assertThat(second.code()).isEqualTo(2);
    assertThat(second.err()).as(printed).contains("process " + first.pid() + " is writing");
    first.destroyForcibly();
    assertThat(first.waitFor()).isEqualTo(137);
    // Fewer epochs are another run: the refusal shows that the lock was free.
    RecordedConsole third = RecordedConsole.run(arguments(saved, "training.epochs=1", "--resume"));
    assertThat(third.err()).contains("training.epochs (100000 there, 1 here)");
    assertThat(third.err()).doesNotContain("is writing");
  }

  @Test
  void ctrlCStopsAComparisonWhichGoesOn() throws Exception {
    assumeThat(ignoresInterrupts())
        .as("started in the background by a shell: Java leaves Ctrl-C ignored then")
        .isFalse();
    Process process = start(miles(compare(50)));
    String printed = readUntil(process, "comparing 1/100");
    printed += ended(process, "INT");
    assertThat(process.waitFor()).as(printed).isEqualTo(130);
    assertThat(printed)
        .contains("Stopping; what is under way is finished first.")
        .contains("Stopped; finished runs are kept, and the same command goes on where it was.");
    RecordedConsole again = RecordedConsole.run(compare(1));
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).containsPattern("comparing: [12] of 2 runs were finished before");
  }

  /**
   * Returns whether this process, and so those that it starts, ignore SIGINT, which is signal 2.
   */
  private static boolean ignoresInterrupts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1L << 1) != 0);
  }

  private String[] compare(int seeds) {
    return new String[] {
      "compare",
      folder.resolve("test.yaml").toString(),
      "--out=" + folder.resolve("comparison"),
      "--methods=uniform,joint",
      "--seeds=" + seeds,
      "--jobs=2",
      "--set=training.epochs=20"
    };
  }

  private static List<Path> stepCheckpoints(Path saved) throws IOException {
    try (Stream<Path> walk = Files.walk(saved)) {
      return walk.filter(path -> path.getFileName().toString().contains("-step-")).toList();
    }
  }

  private static void assertCannotBeWritten(Ended ended, Path saved) {
    assertThat(ended.code()).as(ended.text()).isEqualTo(1);
    assertThat(ended.text().lines().filter(line -> line.contains("cannot be written")))
        .singleElement()
        .asString()
        .startsWith(saved.resolve("test") + " cannot be written (")
        .endsWith("go on with --resume.");
  }

  /** Goes on with a run, to the end that one has that was not disturbed. */
  private void assertGoesOn(Path saved, String... settings) throws IOException {
    assertThat(files(saved).keySet()).noneMatch(name -> name.contains("partial"));
    List<String> resumed = new ArrayList<>(List.of(settings));
    resumed.add("--resume");
    RecordedConsole more = RecordedConsole.run(arguments(saved, resumed.toArray(String[]::new)));
    assertThat(more.code()).as(more.err()).isZero();
    Path straight = folder.resolve("straight");
    assertThat(RecordedConsole.run(arguments(straight, settings)).code()).isZero();
    assertThat(files(saved)).isEqualTo(files(straight));
  }

  /** Returns the files of the checkpoints and the model, and the rows, that equal runs have. */
  private static Map<String, String> files(Path saved) throws IOException {
    Path run = saved.resolve("test");
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(run)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        if (name.startsWith("checkpoints") || name.startsWith("model")) {
          files.put(name, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    if (Files.exists(run.resolve("epochs.csv"))) {
      files.put("epochs.csv", TestRuns.epochsWithoutSeconds(run));
    }
    return files;
  }

  private String[] arguments(Path saved, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", folder.resolve("test.yaml").toString()));
    arguments.addAll(List.of("--saved", saved.toString()));
    arguments.addAll(List.of("--set", "modalities.a.encoder.units=[256, 128]"));
    arguments.addAll(List.of("--set", "training.checkpoints=" + EPOCHS));
    arguments.addAll(List.of("--set", "training.events=false"));
    for (String each : more) {
      arguments.addAll(each.startsWith("--") ? List.of(each) : List.of("--set", each));
    }
    return arguments.toArray(String[]::new);
  }

  private List<String> train(Path saved, String... more) {
    return miles(arguments(saved, more));
  }

  private static List<String> miles(String... arguments) {
    return JavaProcess.of(
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:-UsePerfData", JavaProcess.BRIEF),
            Main.class,
            List.of(arguments))
        .command();
  }

  /** Returns a shell script in a name space of its own, where one may mount. */
  private static List<String> mounting(String script, String... arguments)
      throws IOException, InterruptedException {
    Process trial = new ProcessBuilder("unshare", "-rm", "true").start();
    assumeTrue(trial.waitFor() == 0, "SKIPPED: this machine lets nobody mount (unshare -rm)");
    List<String> command = new ArrayList<>(List.of("unshare", "-rm", "bash", "-c", script));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static boolean isPartial(Path file) {
    return file.getFileName().toString().endsWith(".partial");
  }

  private static Ended run(List<String> command) throws IOException, InterruptedException {
    Process process = start(command);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), text);
  }

  /** Sends a signal, and returns what is printed until the process has ended. */
  private static String ended(Process process, String signal)
      throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor())
        .isZero();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String readUntil(Process process, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = process.getInputStream().read();
      assertThat(next).as("the process ended: %s", read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }
}
