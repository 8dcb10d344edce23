package miles.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import miles.data.Sha256;
import miles.train.CheckpointException;
import miles.train.Checkpoints;
import miles.train.RunLayout;

/**
 * What a run must look like: the files of one that nothing disturbed.
 *
 * <p>While a run is under way, what is there under its own name must be whole and equal: every
 * checkpoint, the rows of {@code epochs.csv} from the first on, the exported model. At the end all
 * of it must be there.
 *
 * @param run the folder of the undisturbed run
 */
record ExpectedRun(Path run) {

  private static final Pattern CHECKPOINT = Pattern.compile("epoch-(\\d{4,})(?:-step-(\\d{4,}))?");

  /** Files that are equal whenever they are there. */
  private static final List<String> EQUAL =
      List.of("run.yaml", "preprocessing.json", "scores.json");

  /** Files beside the checkpoints that name one of them. */
  private static final List<String> POINTERS = List.of("latest", "best");

  /** Returns what is wrong with a run that may be under way; nothing writes to it meanwhile. */
  List<String> wrongIn(Path other) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String name : EQUAL) {
      Path file = other.resolve(name);
      if (Files.exists(file) && Files.mismatch(file, run.resolve(name)) >= 0) {
        wrong.add(name + " differs");
      }
    }
    RunLayout layout = new RunLayout(other);
    if (!rows(run).startsWith(rows(other))) {
      wrong.add("epochs.csv has other rows");
    }
    if (!hasWholeRows(layout.epochs())) {
      wrong.add("epochs.csv has a row that is cut off");
    }
    Path report = layout.report();
    if (Files.exists(report) && !Files.readString(report).strip().endsWith("</html>")) {
      wrong.add("report.html is cut off");
    }
    checkpoints(layout, wrong);
    for (Path version : visible(layout.model())) {
      if (!hashes(version).equals(hashes(run.resolve("model/1")))) {
        wrong.add("model/%s differs".formatted(version.getFileName()));
      }
    }
    return wrong;
  }

  /** Returns what is wrong with a run that has ended. */
  List<String> wrongAtTheEndOf(Path other) throws IOException {
    List<String> wrong = new ArrayList<>(wrongIn(other));
    for (String name : EQUAL) {
      if (!Files.exists(other.resolve(name))) {
        wrong.add(name + " is missing");
      }
    }
    if (!rows(other).equals(rows(run))) {
      wrong.add("epochs.csv lacks rows");
    }
    for (String pointer : POINTERS) {
      Path file = new RunLayout(other).checkpoints().resolve(pointer);
      Path there = new RunLayout(run).checkpoints().resolve(pointer);
      if (Files.exists(file) && Files.mismatch(file, there) >= 0) {
        wrong.add("checkpoints/%s names another".formatted(pointer));
      }
    }
    for (Path each : hidden(other)) {
      wrong.add("%s is left over".formatted(other.relativize(each)));
    }
    for (String folder : List.of("checkpoints", "model")) {
      List<String> names = names(other.resolve(folder));
      List<String> expected = names(run.resolve(folder));
      if (!names.equals(expected)) {
        wrong.add("%s holds %s, not %s".formatted(folder, names, expected));
      }
    }
    return wrong;
  }

  private void checkpoints(RunLayout layout, List<String> wrong) throws IOException {
    Checkpoints checkpoints = new Checkpoints(layout.checkpoints());
    for (Path each : visible(layout.checkpoints())) {
      String name = each.getFileName().toString();
      Matcher matcher = CHECKPOINT.matcher(name);
      if (!matcher.matches()) {
        continue;
      }
      find(name, checkpoints, wrong);
      Path expected = new RunLayout(run).checkpoints().resolve(name);
      if (matcher.group(2) == null && !hashes(each).equals(hashes(expected))) {
        wrong.add("checkpoint %s differs".formatted(name));
      }
    }
    for (String pointer : POINTERS) {
      if (Files.exists(layout.checkpoints().resolve(pointer))) {
        find(pointer, checkpoints, wrong);
      }
    }
  }

  private static void find(String name, Checkpoints checkpoints, List<String> wrong)
      throws IOException {
    try {
      checkpoints.find(name);
    } catch (CheckpointException e) {
      wrong.add(e.getMessage());
    }
  }

  /** Returns the newest checkpoint of a run; the start if there is none. */
  static Place newest(Path run) throws IOException {
    return names(run.resolve("checkpoints")).stream()
        .map(CHECKPOINT::matcher)
        .filter(Matcher::matches)
        .map(ExpectedRun::place)
        .max(Place::compareTo)
        .orElse(Place.START);
  }

  private static Place place(Matcher name) {
    int epoch = Integer.parseInt(name.group(1));
    return name.group(2) == null
        ? new Place(epoch, 0)
        : new Place(epoch - 1, Integer.parseInt(name.group(2)));
  }

  /** Returns {@code epochs.csv} without its last column, the seconds; empty if it is absent. */
  private static String rows(Path run) throws IOException {
    Path file = new RunLayout(run).epochs();
    String text = Files.exists(file) ? Files.readString(file) : "";
    return text.replaceAll(",[^,\r\n]*\r\n", "\r\n");
  }

  /** Returns whether every row ends, with as many cells as the header has; none holds a comma. */
  private static boolean hasWholeRows(Path epochs) throws IOException {
    String text = Files.exists(epochs) ? Files.readString(epochs) : "";
    long widths = text.lines().map(row -> row.split(",", -1).length).distinct().count();
    return text.isEmpty() || (text.endsWith("\r\n") && widths == 1);
  }

  private static List<String> names(Path folder) throws IOException {
    return visible(folder).stream().map(path -> path.getFileName().toString()).toList();
  }

  /** Returns what is in a folder under its own name; nothing if the folder is absent. */
  private static List<Path> visible(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** Returns what is under names that only what is being written or deleted has. */
  private static List<Path> hidden(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(path -> path.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  /** Returns the SHA-256 of every file below a folder. */
  private static Map<String, String> hashes(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        MessageDigest digest = Sha256.begin();
        Sha256.add(file, digest);
        hashes.put(folder.relativize(file).toString(), Sha256.hex(digest));
      }
    }
    return hashes;
  }
}
