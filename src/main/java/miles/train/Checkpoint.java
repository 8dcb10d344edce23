package miles.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import miles.data.Sha256;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * One complete checkpoint: a TensorFlow bundle {@code variables.*} with every variable (weights,
 * optimizer slots, mask means, batch-norm statistics), {@code state.json}, and {@code SHA256SUMS}
 * as {@code sha256sum -c} reads it.
 *
 * @param folder the checkpoint's folder
 * @param state everything beside the variables
 */
public record Checkpoint(Path folder, TrainingState state) {

  private static final String BUNDLE = "variables";
  private static final String STATE = "state.json";
  private static final String SUMS = "SHA256SUMS";

  /** Returns the prefix of the files that hold the variables. */
  public Path variables() {
    return variables(folder);
  }

  /**
   * Gives the variables of the session's graph the checkpoint's values; the graph may have fewer
   * variables than the checkpoint, not others.
   *
   * @throws CheckpointException if the graph has other variables
   */
  public void restore(Session session) {
    try {
      session.restore(variables().toString());
    } catch (TensorFlowException | TFInvalidArgumentException e) {
      throw new CheckpointException(
          "Checkpoint %s does not fit the model: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /**
   * Writes a checkpoint under another name, then gives it its own; nothing is left of one that
   * cannot be written.
   */
  static Checkpoint write(Path folder, Session session, TrainingState state) throws IOException {
    Path partial = DurableFiles.partial(folder);
    DurableFiles.deleteTree(partial);
    Files.createDirectory(partial);
    try {
      fill(partial, session, state);
      DurableFiles.publish(folder);
    } catch (IOException e) {
      DurableFiles.discard(partial, e);
      throw e;
    }
    return new Checkpoint(folder, state);
  }

  private static void fill(Path folder, Session session, TrainingState state) throws IOException {
    writeVariables(session, folder);
    Files.writeString(folder.resolve(STATE), state.toJson());
    StringBuilder sums = new StringBuilder();
    for (Path file : DurableFiles.list(folder)) {
      sums.append(sha256(file)).append("  ").append(file.getFileName()).append('\n');
    }
    Files.writeString(folder.resolve(SUMS), sums);
  }

  /** Writes every variable of the session's graph into a folder. */
  static void writeVariables(Session session, Path folder) throws IOException {
    try {
      session.save(variables(folder).toString());
    } catch (TensorFlowException | TFInvalidArgumentException e) {
      // TensorFlow adds where in its graph it happened, on lines of their own.
      throw new IOException(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  /** Returns the prefix of the files that hold a folder's variables. */
  static Path variables(Path folder) {
    return folder.resolve(BUNDLE);
  }

  /**
   * Reads a checkpoint and compares every file with its checksum.
   *
   * @throws CheckpointException if a file is missing or differs
   * @throws RunFolderException if all is as it was written, but not by this version
   */
  static Checkpoint read(Path folder) throws IOException {
    Map<String, String> sums = sums(folder);
    for (Path file : DurableFiles.list(folder)) {
      String name = file.getFileName().toString();
      if (!name.equals(SUMS) && !sums.containsKey(name)) {
        throw damaged(folder, SUMS + " has no line for " + name);
      }
    }
    for (Map.Entry<String, String> sum : sums.entrySet()) {
      Path file = folder.resolve(sum.getKey());
      if (!Files.isRegularFile(file)) {
        throw damaged(folder, sum.getKey() + " is missing");
      }
      if (!sha256(file).equals(sum.getValue())) {
        throw damaged(folder, sum.getKey() + " differs from its SHA-256");
      }
    }
    Path state = folder.resolve(STATE);
    if (!Files.exists(state) || !Files.exists(folder.resolve(BUNDLE + ".index"))) {
      throw damaged(folder, STATE + " or " + BUNDLE + ".index is missing");
    }
    String json = Files.readString(state);
    return new Checkpoint(folder, TrainingState.fromJson(json, state.toString()));
  }

  private static Map<String, String> sums(Path folder) throws IOException {
    Path file = folder.resolve(SUMS);
    if (!Files.isRegularFile(file)) {
      throw damaged(folder, SUMS + " is missing");
    }
    Map<String, String> sums = new LinkedHashMap<>();
    // Read leniently: damaged bytes must become a mismatch, not a failure to decode.
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\n")) {
      throw damaged(folder, SUMS + " is cut off");
    }
    for (String line : text.lines().toList()) {
      if (!line.matches("[0-9a-f]{64}  [A-Za-z0-9._-]+")) {
        throw damaged(folder, SUMS + " holds something else than checksums");
      }
      sums.put(line.substring(66), line.substring(0, 64));
    }
    return sums;
  }

  private static CheckpointException damaged(Path folder, String what) {
    return new CheckpointException("Checkpoint %s is damaged: %s.".formatted(folder, what));
  }

  static String sha256(Path file) throws IOException {
    MessageDigest digest = Sha256.begin();
    Sha256.add(file, digest);
    return Sha256.hex(digest);
  }
}
