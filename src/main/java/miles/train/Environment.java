package miles.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import miles.config.JsonProblem;
import miles.data.Sha256;
import miles.graph.Devices;
import org.jspecify.annotations.Nullable;
import org.tensorflow.TensorFlow;

/**
 * {@code environment.json}: what a run's bits depend on beside its run file.
 *
 * @param dataHash SHA-256 of the manifest and of every file that it names
 * @param skippedRows rows of the manifest that were left out because they cannot be used
 * @param encoders SHA-256 of the SavedModel of every imported encoder, by modality
 * @param preprocessingHash SHA-256 of {@code preprocessing.json}; empty in runs of a version that
 *     did not write it
 * @param seed the seed of initial values, shuffling and dropout
 * @param threads TensorFlow's threads; 0: its choice
 * @param starts the process that started the run, then those that resumed it
 */
record Environment(
    String dataHash,
    Skipped skippedRows,
    Map<String, String> encoders,
    String preprocessingHash,
    long seed,
    int threads,
    List<Start> starts) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * Rows that were left out.
   *
   * @param count how many
   * @param reasons what is wrong with the first of them
   */
  record Skipped(int count, List<String> reasons) {
    static final Skipped NONE = new Skipped(0, List.of());

    Skipped {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * One process that trained the run.
   *
   * @param at when it began to train, UTC
   * @param epochsDone epochs that were done before
   * @param host where it ran
   */
  record Start(String at, int epochsDone, Host host) {}

  /**
   * Where a process ran.
   *
   * @param project this project's version; {@code development} outside its jar
   * @param tensorflow TensorFlow's version; its sums may be ordered differently in another
   * @param java the Java runtime's version
   * @param os name and version of the operating system
   * @param architecture the processor's instruction set
   * @param processors processors that Java sees; TensorFlow's own choice of threads follows them
   * @param devices what TensorFlow computes on
   * @param oneDnn the switch of oneDNN, TF_ENABLE_ONEDNN_OPTS; it changes the last bits
   */
  record Host(
      String project,
      String tensorflow,
      String java,
      String os,
      String architecture,
      int processors,
      String devices,
      String oneDnn) {

    static Host current() {
      return new Host(
          Optional.ofNullable(Environment.class.getPackage().getImplementationVersion())
              .orElse("development"),
          TensorFlow.version(),
          Runtime.version().toString(),
          System.getProperty("os.name") + " " + System.getProperty("os.version"),
          System.getProperty("os.arch"),
          Runtime.getRuntime().availableProcessors(),
          Devices.list().stream().map(Devices.Device::name).collect(Collectors.joining(", ")),
          Optional.ofNullable(System.getenv("TF_ENABLE_ONEDNN_OPTS")).orElse("default"));
    }

    /** Returns whether the same training gives the same bits there and here, as far as is known. */
    boolean computesLike(Host other) {
      return project.equals(other.project)
          && tensorflow.equals(other.tensorflow)
          && architecture.equals(other.architecture)
          && processors == other.processors
          && devices.equals(other.devices)
          && oneDnn.equals(other.oneDnn);
    }
  }

  /** A run of a version that imported no encoders or left out no rows says nothing of them. */
  Environment(
      String dataHash,
      @Nullable Skipped skippedRows,
      @Nullable Map<String, String> encoders,
      @Nullable String preprocessingHash,
      long seed,
      int threads,
      List<Start> starts) {
    this.dataHash = Objects.requireNonNull(dataHash);
    this.skippedRows = skippedRows == null ? Skipped.NONE : skippedRows;
    this.encoders = encoders == null ? Map.of() : Map.copyOf(encoders);
    this.preprocessingHash = preprocessingHash == null ? "" : preprocessingHash;
    this.seed = seed;
    this.threads = threads;
    this.starts = List.copyOf(starts);
  }

  /**
   * Returns this environment with the current process added.
   *
   * @param preprocessing what is in {@code preprocessing.json} now
   */
  Environment with(int epochsDone, byte[] preprocessing) {
    List<Start> all = new ArrayList<>(starts);
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    all.add(new Start(now, epochsDone, Host.current()));
    return new Environment(
        dataHash, skippedRows, encoders, Sha256.of(preprocessing), seed, threads, all);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads {@code environment.json}.
   *
   * @throws RunFolderException if it is damaged
   * @throws IOException if it cannot be read
   */
  static Environment read(Path file) throws IOException {
    Environment read;
    byte[] json = Files.readAllBytes(file);
    try {
      read = JSON.readValue(json, Environment.class);
    } catch (JsonProcessingException e) {
      throw damaged(file, JsonProblem.reason(e));
    } catch (CharConversionException e) {
      throw damaged(file, "it is no text");
    }
    if (read == null) {
      throw damaged(file, "it holds nothing");
    }
    return read;
  }

  private static RunFolderException damaged(Path file, String reason) {
    return new RunFolderException(
        "%s is damaged: %s. Put it back from a copy; without one, train anew with --overwrite, or under another name."
            .formatted(file, reason));
  }
}
