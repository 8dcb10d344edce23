package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import miles.train.JavaProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and its process: terminals, closed and full outputs, folders that are missing. */
@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "script, /dev/full and mounts are Linux's here")
class LauncherTest {

  private static final String ESCAPE = "\033";
  private static final String NOWHERE = "/dev/null/nowhere";

  @TempDir private static Path temporary;
  private static InstalledMiles miles;

  @BeforeAll
  static void install() throws IOException {
    miles = InstalledMiles.in(temporary.resolve("miles"));
  }

  @Test
  void helpHasColorsOnlyWhereTheyAreWanted() throws Exception {
    assertThat(onTerminal(Map.of("TERM", "xterm"), 80, "--help").out()).contains(ESCAPE);
    for (InstalledMiles.Ended help :
        List.of(
            onTerminal(Map.of("TERM", "dumb"), 20, "--help"),
            onTerminal(Map.of("TERM", "xterm", "NO_COLOR", "1"), 300, "--help"))) {
      assertThat(help.code()).isZero();
      assertThat(help.out()).contains("Usage: miles", "Exit codes:").doesNotContain(ESCAPE);
    }
    assertThat(miles.run(Map.of("TERM", "xterm"), miles.command("--help")).out())
        .as("in a pipe")
        .contains("Usage: miles")
        .doesNotContain(ESCAPE);
  }

  @Test
  void theBarFitsTheTerminalAndNeedsNoEscapes() throws Exception {
    String narrow = train(Map.of("TERM", "xterm"), 20);
    assertThat(narrow.replace("\r\n", "\n").split("[\r\n]"))
        .filteredOn(part -> part.startsWith("training"))
        .isNotEmpty()
        .allSatisfy(bar -> assertThat(bar).hasSizeLessThan(20));
    assertThat(narrow).doesNotContain(ESCAPE);
    String dumb = train(Map.of("TERM", "dumb"), 80);
    assertThat(dumb.replace("\r\n", "\n")).contains("epoch 8").doesNotContain("\r", ESCAPE);
  }

  private static String train(Map<String, String> environment, int columns) throws Exception {
    Path folder = Files.createTempDirectory(temporary, "data");
    String run = new Place(folder).folder().resolve("run.yaml").toString();
    InstalledMiles.Ended ended =
        onTerminal(
            environment,
            columns,
            "train",
            run,
            "--saved=" + folder.resolve("saved"),
            "--set=training.epochs=8");
    assertThat(ended.code()).as(ended.out()).isZero();
    return ended.out();
  }

  @Test
  void lostResultsAreTold() throws Exception {
    InstalledMiles.Ended full = miles.run(Map.of(), shell("\"$0\" --help >/dev/full"));
    assertThat(full.code()).isEqualTo(1);
    assertThat(full.err().lines())
        .singleElement()
        .asString()
        .startsWith("Standard output is closed or full");
    InstalledMiles.Ended closed = miles.run(Map.of(), shell("\"$0\" --help >&-"));
    assertThat(closed.code()).isEqualTo(1);
    assertThat(closed.err().lines())
        .singleElement()
        .asString()
        .contains("Standard output is closed");
    assertThat(miles.run(Map.of(), shell("\"$0\" --help 2>&- <&-")).code()).isZero();
    InstalledMiles.Ended direct = miles.run(Map.of(), java(">&-", "--help"));
    assertThat(direct.code()).isEqualTo(1);
    assertThat(direct.err()).startsWith("Standard output is closed or full");
  }

  /** Returns what starts Java without the launcher, in this process's folder. */
  private static List<String> java(String redirection, String... arguments) {
    List<String> command = new ArrayList<>(List.of("sh", "-c"));
    command.add("cd \"$0\" && exec \"$@\" " + redirection);
    command.add(Path.of("").toAbsolutePath().toString());
    command.addAll(JavaProcess.of(List.of(), Main.class, List.of(arguments)).command());
    return command;
  }

  private static List<String> shell(String script) {
    return List.of("sh", "-c", script, miles.home().resolve("miles").toString());
  }

  @Test
  void aFolderFromWhichJavaLoadsNothingIsRefused() throws Exception {
    for (String name : List.of("a:b", "\ud83d\ude00")) {
      InstalledMiles here = InstalledMiles.in(temporary.resolve(name));
      InstalledMiles.Ended ended = here.run(Map.of(), here.command("--help"));
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err()).contains("miles: Java loads no program from " + here.home());
    }
  }

  @Test
  void whereThereIsNoRoomForTheLibrariesItIsSaid() throws Exception {
    String flags = "-Duser.home=%1$s -Djava.io.tmpdir=%1$s".formatted(NOWHERE);
    InstalledMiles.Ended ended =
        miles.run(Map.of("MILES_JAVA_OPTS", flags), miles.command("--version"));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("TensorFlow's library could not be loaded: java.io.IOException")
        .contains("MILES_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
  }

  @Test
  void aFullDiskIsToldAndWhatWasUnpackedOnItIsNotTaken() throws Exception {
    Process trial = new ProcessBuilder("unshare", "-rm", "true").start();
    assumeTrue(trial.waitFor() == 0, "SKIPPED: this machine lets nobody mount (unshare -rm)");
    Path small = Files.createDirectories(temporary.resolve("small"));
    String script =
        "mount -t tmpfs -o size=20m none \"$0\"; \"$@\"; first=$?;"
            + " mount -o remount,size=2g \"$0\"; \"$@\"; exit $((10 * first + $?))";
    List<String> command =
        new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", script, small.toString()));
    command.addAll(miles.command("--version"));
    String flags = "-Dorg.bytedeco.javacpp.cachedir=" + small;
    InstalledMiles.Ended ended = miles.run(Map.of("MILES_JAVA_OPTS", flags), command);
    assertThat(ended.code()).as(ended.err()).isEqualTo(10);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("TensorFlow's library could not be loaded: no jnitensorflow.");
    assertThat(ended.out()).contains("TensorFlow  2.18.0");
  }

  @Test
  void aPathThatTheEncodingCannotNameIsRefused() throws Exception {
    Place place = new Place(Files.createDirectories(temporary.resolve("daten")));
    String run = place.folder().resolve("run.yaml").toString();
    String manifest = place.folder().resolve("\u00e4.csv").toString();
    InstalledMiles.Ended ended =
        miles.run(Map.of("LC_ALL", "C"), java("", "data", "check", manifest, "--run", run));
    assertThat(ended.code()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err())
        .contains("\" is no path: the locale's encoding")
        .contains("LC_ALL=C.UTF-8");
  }

  @Test
  void anOldBuildInAFolderThatCannotBeWrittenIsRefused() throws Exception {
    Process trial = new ProcessBuilder("unshare", "-rm", "true").start();
    assumeTrue(trial.waitFor() == 0, "SKIPPED: this machine lets nobody mount (unshare -rm)");
    InstalledMiles old = InstalledMiles.in(temporary.resolve("old"));
    Files.setLastModifiedTime(old.home().resolve("target/miles.jar"), FileTime.from(Instant.EPOCH));
    String script =
        "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$0/miles\" --help";
    InstalledMiles.Ended ended =
        old.run(Map.of(), List.of("unshare", "-rm", "sh", "-c", script, old.home().toString()));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .contains(old.home() + " cannot be written");
    assertThat(old.home().resolve("target/miles.jar")).exists();
  }

  /** Runs a command on a terminal of its own, whose output is that of both streams. */
  private static InstalledMiles.Ended onTerminal(
      Map<String, String> environment, int columns, String... arguments) throws Exception {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "script")));
    assumeTrue(there, "SKIPPED: there is no script(1) to make a terminal");
    String words =
        miles.command(arguments).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    String command = "stty cols %d rows 24; exec %s".formatted(columns, words);
    Map<String, String> all = new HashMap<>(Map.of("SHELL", "/bin/sh"));
    all.putAll(environment);
    return miles.run(
        all, new ArrayList<>(List.of("script", "-q", "-e", "-c", command, "/dev/null")));
  }
}
