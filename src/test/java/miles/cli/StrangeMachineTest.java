package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import miles.train.TestRuns;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same training by the launcher, in processes of their own, where the machine is unlike the
 * developers': another language, time, number of processors, JDK; no home; folders that cannot be
 * written; names that hold spaces and characters of several scripts.
 */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class StrangeMachineTest {

  /** Makes a folder read-only for a command that begins there. */
  private static final String IN_READ_ONLY_FOLDER =
      "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && cd \"$0\" && ! touch x 2>/dev/null"
          + " && umask 077 && exec \"$@\"";

  /** What no user can make, root neither. */
  private static final String NOWHERE = "/dev/null/nowhere";

  private static final String SAVED = "my r\u00fcns";

  @TempDir private static Path temporary;
  private static Map<String, String> plain = Map.of();

  /**
   * One machine.
   *
   * @param folder the name of the folder of data and run
   * @param environment its environment
   * @param flags flags for Java
   * @param before words before the command
   */
  private record Machine(
      String folder, Map<String, String> environment, List<String> flags, List<String> before) {}

  @BeforeAll
  static void trainOnAPlainMachine() throws Exception {
    temporary = temporary.toRealPath();
    Map<String, String> here = Map.of("LC_ALL", "C.UTF-8");
    plain = train(new Machine("plain", here, List.of(), List.of()));
    assertThat(plain)
        .containsKeys("epochs.csv", "scores.json", "printed", "predictions.csv")
        .containsKey("model/1/variables/variables.data-00000-of-00001");
  }

  @Test
  void turkishWithoutAHomeOnOneProcessor() throws Exception {
    Path own = Files.createDirectories(temporary.resolve("own \u0131"));
    Machine machine =
        new Machine(
            "\u0130\u015fler \u0131\u0131 \ud83d\ude00",
            Map.of("TMPDIR", own.toString(), "TZ", "Pacific/Chatham"),
            List.of(
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.home=" + NOWHERE,
                "-XX:ActiveProcessorCount=1"),
            List.of());
    assertThat(train(machine)).isEqualTo(plain);
    assertThat(own.resolve(".javacpp-" + System.getProperty("user.name")))
        .as("the libraries are unpacked where there is room")
        .isDirectory();
  }

  @Test
  void germanInAFolderThatCannotBeWritten() throws Exception {
    Process trial = new ProcessBuilder("unshare", "-rm", "true").start();
    assumeTrue(trial.waitFor() == 0, "SKIPPED: this machine lets nobody mount (unshare -rm)");
    String folder = "S\u00e4tze & 'mehr' \u732b";
    Machine machine =
        new Machine(
            folder,
            Map.of("LC_ALL", "C", "TMPDIR", NOWHERE),
            List.of("-Duser.language=de", "-Duser.country=DE"),
            List.of("unshare", "-rm", "bash", "-c", IN_READ_ONLY_FOLDER, home(folder).toString()));
    assertThat(train(machine)).isEqualTo(plain);
    try (Stream<Path> walk = Files.walk(temporary.resolve(folder).resolve(SAVED))) {
      assertThat(walk)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .endsWith("------"));
    }
  }

  @Test
  void otherJdks() throws Exception {
    Map<Integer, Path> others = otherJavas();
    assumeFalse(others.isEmpty(), "SKIPPED: no other JDK from 17 on in /usr/lib/jvm");
    for (Path jdk : others.values()) {
      String name = "jdk " + jdk.getFileName();
      // In no other time zone: JavaCPP would unpack its libraries anew, under other processes.
      Map<String, String> here = Map.of("JAVA_HOME", jdk.toString());
      assertThat(train(new Machine(name, here, List.of(), List.of())))
          .as(jdk.toString())
          .isEqualTo(plain);
    }
  }

  /** Returns the JDKs of this machine, from 17 on, that are of other versions than this one. */
  private static Map<Integer, Path> otherJavas() throws IOException {
    Path all = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(all)) {
      return Map.of();
    }
    Map<Integer, Path> byVersion = new TreeMap<>();
    try (Stream<Path> folders = Files.list(all)) {
      for (Path folder : folders.sorted().toList()) {
        if (Files.isExecutable(folder.resolve("bin/java"))
            && Files.isRegularFile(folder.resolve("release"))) {
          byVersion.put(version(folder), folder);
        }
      }
    }
    byVersion.keySet().removeIf(each -> each < 17 || each == Runtime.version().feature());
    return byVersion;
  }

  private static int version(Path jdk) throws IOException {
    return Files.readAllLines(jdk.resolve("release")).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> Integer.valueOf(line.split("[\"._]", -1)[2]))
        .findFirst()
        .orElse(0);
  }

  private static Path home(String folder) {
    // Java finds no classes in folders with emoji.
    return temporary.resolve("my \u00e9 installs").resolve(folder.replace("\ud83d\ude00", ""));
  }

  /** Trains and predicts; returns what was written and printed. */
  private static Map<String, String> train(Machine machine) throws Exception {
    Path folder = Files.createDirectories(temporary.resolve(machine.folder()));
    Place place = new Place(folder);
    place.picture("b\u0131ld \u00e9/x y.png");
    place.bytes("b\u0131ld \u00e9/x y.png", BrokenFiles.png(5, 4));
    Files.setLastModifiedTime(folder.resolve("run.yaml"), FileTime.from(Instant.EPOCH));
    Files.setLastModifiedTime(
        folder.resolve("manifest.csv"), FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
    InstalledMiles miles = InstalledMiles.in(home(machine.folder()));
    Path run = folder.resolve(SAVED).resolve("broken");
    Path manifest = folder.resolve("manifest.csv");
    Path predictions = folder.resolve("predictions.csv");
    String printed =
        run(
            miles,
            machine,
            "train",
            folder.resolve("run.yaml").toString(),
            "--saved=" + run.getParent(),
            "--set=training.threads=1");
    run(miles, machine, "predict", run.toString(), "--data=" + manifest, "--out=" + predictions);

    Map<String, String> results = new HashMap<>(files(run));
    results.put("predictions.csv", Files.readString(predictions));
    results.put("printed", printed);
    results.replaceAll((name, text) -> text.replace(folder.toString(), "…"));
    return results;
  }

  private static String run(InstalledMiles miles, Machine machine, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(machine.before());
    command.addAll(miles.command(arguments));
    Map<String, String> environment = new HashMap<>(machine.environment());
    environment.put("MILES_JAVA_OPTS", "-Xmx512m " + String.join(" ", machine.flags()));
    InstalledMiles.Ended ended = miles.run(environment, command);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).doesNotContain("WARNING", "Exception");
    return ended.out() + ended.err();
  }

  /** Returns the files that equal runs have: rows, scores, and the model's bytes as digits. */
  private static Map<String, String> files(Path run) throws IOException {
    Map<String, String> files = new TreeMap<>();
    files.put("epochs.csv", TestRuns.epochsWithoutSeconds(run));
    files.put("scores.json", Files.readString(run.resolve("scores.json")));
    try (Stream<Path> walk = Files.walk(run.resolve("model/1/variables"))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String bytes = HexFormat.of().formatHex(Files.readAllBytes(file));
        files.put(run.relativize(file).toString(), bytes);
      }
    }
    return files;
  }
}
