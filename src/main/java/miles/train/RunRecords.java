package miles.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.config.ScheduleConfig;
import miles.data.LoadedData;
import miles.data.Sha256;
import miles.interop.ImportedEncoders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that say what a run is: {@code run.yaml}, {@code preprocessing.json}, {@code
 * environment.json} and, for encoders that came out of SavedModels, {@code encoders/<modality>.pb}.
 */
final class RunRecords {

  private static final Logger log = LoggerFactory.getLogger(RunRecords.class);

  private static final YAMLMapper YAML = new YAMLMapper();

  /** What may be another when a run goes on. */
  private static final Pattern MAY_CHANGE =
      Pattern.compile(
          "name|data\\.(manifest|cache)|modalities\\.[^.]+\\.encoder\\.folder|export\\..*|training\\.(epochs|events|checkpoints|early_stopping.*)");

  private final RunLayout layout;
  private final RunConfig config;
  private final LoadedData data;
  private final ImportedEncoders imported;

  RunRecords(RunLayout layout, RunConfig config, LoadedData data, ImportedEncoders imported) {
    this.layout = layout;
    this.config = config;
    this.data = data;
    this.imported = imported;
  }

  /**
   * Checks that the folder's run can go on as this one. Its name, its paths, more epochs, early
   * stopping, the checkpoints to keep and the export may change.
   *
   * @throws RunFolderException if anything else differs
   */
  void check() throws IOException {
    checkRun(layout, config, data);
    environment(layout).ifPresent(this::checkEncoders);
  }

  /**
   * The same, but for the content of SavedModels that encoders come out of.
   *
   * @throws RunFolderException if anything else differs
   */
  static void checkRun(RunLayout layout, RunConfig config, LoadedData data) throws IOException {
    RunConfig there = RunFile.read(layout.runFile(), List.of());
    List<String> differences = differences(there, config);
    if (!differences.isEmpty()) {
      throw new RunFolderException(
          "%s cannot be resumed with another run file; it differs in: %s. Undo the change, or choose another folder: train --set name=…, compare --out FOLDER."
              .formatted(layout.folder(), String.join("; ", differences)));
    }
    Optional<Environment> environment = environment(layout);
    if (environment.isPresent() && !environment.get().dataHash().equals(data.contentHash())) {
      throw new RunFolderException(
          "%s cannot be resumed with other data: the manifest %s, a file that it names or which of its rows are skipped has changed since. Restore them, or choose another folder: train --set name=…, compare --out FOLDER."
              .formatted(layout.folder(), config.data().manifest()));
    }
  }

  private void checkEncoders(Environment there) {
    if (!there.encoders().equals(imported.hashes())) {
      throw new RunFolderException(
          "%s cannot be resumed with another SavedModel: the content of an encoder's folder has changed since. Restore it, or choose another folder: train --set name=…, compare --out FOLDER."
              .formatted(layout.folder()));
    }
    Environment.Host here = Environment.Host.current();
    boolean alike = there.starts().stream().allMatch(start -> start.host().computesLike(here));
    if (!alike) {
      log.warn(
          "{} was trained elsewhere or with another version, so the resumed run may differ in its last bits from one that never stopped: {}",
          layout.folder(),
          there.starts());
    }
  }

  /**
   * Writes the records, a resumed run's with this process added. The run file goes first: it makes
   * the folder a run's.
   *
   * @param epochsDone epochs that were done before
   */
  void write(int epochsDone) throws IOException {
    DurableFiles.write(layout.runFile(), RunFile.write(config));
    writeEncoders();
    byte[] preprocessing = data.preprocessing().toJson();
    DurableFiles.write(layout.preprocessing(), preprocessing);
    Environment before =
        environment(layout)
            .orElseGet(
                () ->
                    new Environment(
                        data.contentHash(),
                        new Environment.Skipped(data.skipped().count(), data.skipped().reasons()),
                        imported.hashes(),
                        "",
                        config.training().seed(),
                        config.training().threads(),
                        List.of()));
    DurableFiles.write(layout.environment(), before.with(epochsDone, preprocessing).toJson());
  }

  private void writeEncoders() throws IOException {
    for (Map.Entry<String, byte[]> file : imported.files().entrySet()) {
      Files.createDirectories(layout.encoders());
      DurableFiles.write(layout.encoders().resolve(file.getKey()), file.getValue());
    }
  }

  /**
   * Compares {@code preprocessing.json} with its checksum, if that can be read.
   *
   * @throws RunFolderException if it differs
   */
  static void checkPreprocessing(RunLayout layout) throws IOException {
    String there = "";
    try {
      there = environment(layout).map(Environment::preprocessingHash).orElse("");
    } catch (RunFolderException e) {
      log.warn("{} Until then {} is not checked.", e.getMessage(), layout.preprocessing());
    }
    if (!there.isEmpty() && !there.equals(Sha256.of(Files.readAllBytes(layout.preprocessing())))) {
      throw new RunFolderException(
          "%s is damaged: it differs from its SHA-256 in %s. Restore it, or make it anew: train with --resume."
              .formatted(layout.preprocessing(), layout.environment().getFileName()));
    }
  }

  private static Optional<Environment> environment(RunLayout layout) throws IOException {
    Path file = layout.environment();
    return Files.exists(file) ? Optional.of(Environment.read(file)) : Optional.empty();
  }

  private static List<String> differences(RunConfig there, RunConfig here) {
    List<String> differences = new ArrayList<>();
    int before = there.training().epochs();
    int now = here.training().epochs();
    // A cosine's curve ends with the last epoch, so more epochs make every rate another.
    if (now < before || (now > before && here.schedule() instanceof ScheduleConfig.Cosine)) {
      differences.add("training.epochs (%d there, %d here)".formatted(before, now));
    }
    Map<String, String> old = keys(there);
    Map<String, String> changed = keys(here);
    if (!List.copyOf(there.modalities().keySet()).equals(List.copyOf(here.modalities().keySet()))) {
      differences.add(
          "modalities (%s there, %s here)"
              .formatted(there.modalities().keySet(), here.modalities().keySet()));
      return differences;
    }
    Set<String> all = new LinkedHashSet<>(old.keySet());
    all.addAll(changed.keySet());
    for (String key : all) {
      String then = old.getOrDefault(key, "absent");
      String nowHere = changed.getOrDefault(key, "absent");
      if (!then.equals(nowHere) && !MAY_CHANGE.matcher(key).matches()) {
        differences.add("%s (%s there, %s here)".formatted(key, then, nowHere));
      }
    }
    return differences;
  }

  /** Returns every key of the resolved run file with its value. */
  private static Map<String, String> keys(RunConfig run) {
    try {
      Map<String, String> keys = new LinkedHashMap<>();
      flatten("", YAML.readTree(RunFile.write(run)), keys);
      return keys;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a resolved run file is YAML", e);
    }
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (!node.isObject()) {
      into.put(path, node.isTextual() ? node.textValue() : node.toString());
      return;
    }
    node.properties()
        .forEach(
            entry ->
                flatten(
                    path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                    entry.getValue(),
                    into));
  }
}
