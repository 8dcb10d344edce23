package miles.train;

import java.nio.file.Path;

/**
 * The files of a run's folder.
 *
 * @param folder the run's folder, by custom {@code saved/<run>}
 */
public record RunLayout(Path folder) {

  /** Returns the resolved run file. */
  public Path runFile() {
    return folder.resolve("run.yaml");
  }

  /** Returns what preprocessing learned from the training split. */
  public Path preprocessing() {
    return folder.resolve("preprocessing.json");
  }

  /** Returns versions, hardware, seed and the data's hash. */
  public Path environment() {
    return folder.resolve("environment.json");
  }

  /** Returns the log with one row an epoch. */
  public Path epochs() {
    return folder.resolve("epochs.csv");
  }

  /** Returns the best epoch's metrics on the test split. */
  public Path scores() {
    return folder.resolve("scores.json");
  }

  /** Returns the report of the run. */
  public Path report() {
    return folder.resolve("report.html");
  }

  /** Returns the folder of the event files for TensorBoard. */
  public Path events() {
    return folder.resolve("events");
  }

  /** Returns the folder of the checkpoints. */
  public Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /** Returns the folder of the encoders that came out of SavedModels, without their values. */
  public Path encoders() {
    return folder.resolve("encoders");
  }

  /** Returns the folder of the exported SavedModels. */
  public Path model() {
    return folder.resolve("model");
  }

  /** Returns the folder of the data caches, which all runs beside this one share. */
  public Path cache() {
    return folder.toAbsolutePath().resolveSibling(".cache");
  }

  /** Returns the file whose lock says that a process writes to the folder. */
  Path lock() {
    return folder.resolve("run.lock");
  }
}
