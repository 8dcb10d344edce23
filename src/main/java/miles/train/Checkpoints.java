package miles.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import miles.config.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Session;

/**
 * A run's checkpoints: {@code epoch-0007/} and so on, each complete or absent.
 *
 * <p>The text files {@code latest} and {@code best} name two of them. The newest few and the best
 * are kept; others are deleted only when a new one is complete.
 *
 * <p>A training that was asked to stop leaves one more, {@code epoch-0008-step-0012/}: within epoch
 * 8, after its step 12. It lasts until that epoch's own.
 */
public final class Checkpoints {

  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
  private static final Pattern NAME = Pattern.compile("epoch-(\\d{4,9})(?:-step-(\\d{4,9}))?");

  private static final String REMEDY =
      "To go back to one that is whole, train that run with --resume; export takes another by --checkpoint.";

  private final Path folder;

  /**
   * @param folder the folder of the checkpoints; made by the first {@link #save}
   */
  public Checkpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes the checkpoint of an epoch, or within one, points {@code latest} and {@code best} to
   * where the state says, then deletes the checkpoints that are no longer kept.
   *
   * @param session holds the variables
   * @param keep how many of the newest are kept beside the best
   */
  public Checkpoint save(Session session, TrainingState state, int keep) throws IOException {
    if (!Files.isDirectory(folder)) {
      // Not the folders above it: a run that vanished must not come back as a part of itself.
      Files.createDirectory(folder);
    }
    Checkpoint checkpoint = Checkpoint.write(folder.resolve(name(state)), session, state);
    point(state);
    prune(state, keep);
    return checkpoint;
  }

  /**
   * Returns the newest checkpoint that is undamaged, and points {@code latest} and {@code best}
   * accordingly. Damaged newer ones are named in a warning and set aside as {@code damaged-…}, so
   * that training can write them anew. If the best one is lost, this one stands in for it. What a
   * process left that ended while it wrote or deleted a checkpoint is deleted.
   *
   * @return empty if there is none
   */
  public Optional<Checkpoint> recover() throws IOException {
    Optional<Checkpoint> newest = newestIntact();
    if (newest.isEmpty()) {
      return newest;
    }
    Checkpoint recovered = withIntactBest(newest.get());
    point(recovered.state());
    prune(recovered.state(), Integer.MAX_VALUE);
    return Optional.of(recovered);
  }

  /** Returns whether there is a checkpoint, damaged or not. */
  boolean any() throws IOException {
    return !newestFirst().isEmpty();
  }

  private Optional<Checkpoint> newestIntact() throws IOException {
    List<Path> candidates = newestFirst();
    for (Path candidate : candidates) {
      try {
        return Optional.of(Checkpoint.read(candidate));
      } catch (CheckpointException e) {
        setAside(candidate, e);
      }
    }
    if (!candidates.isEmpty()) {
      log.warn("No undamaged checkpoint is left in {}: training begins again at epoch 1.", folder);
    }
    return Optional.empty();
  }

  private Checkpoint withIntactBest(Checkpoint newest) throws IOException {
    TrainingState state = newest.state();
    if (state.best().epoch() == 0 || isIntact(state.best().epoch())) {
      return newest;
    }
    int current = state.current().epoch();
    if (current == state.best().epoch() || !isIntact(current)) {
      log.warn("None of the epochs before is left; the best will be one of those that come.");
      return new Checkpoint(newest.folder(), state.withBest(ScoredEpoch.NONE));
    }
    log.warn("The best epoch so far is now {}, of those that are left.", current);
    return new Checkpoint(newest.folder(), state.withBest(state.current()));
  }

  private boolean isIntact(int epoch) throws IOException {
    try {
      Checkpoint.read(of(epoch));
      return true;
    } catch (CheckpointException e) {
      if (Files.exists(of(epoch))) {
        setAside(of(epoch), e);
      } else {
        log.warn(e.getMessage());
      }
      return false;
    }
  }

  private void setAside(Path damaged, CheckpointException reason) throws IOException {
    Path aside = folder.resolve("damaged-" + damaged.getFileName());
    log.warn("{} It is set aside as {}.", reason.getMessage(), aside.getFileName());
    DurableFiles.deleteTree(aside);
    Files.move(damaged, aside);
  }

  /**
   * Returns the checkpoint of the best epoch.
   *
   * @throws CheckpointException if there is none, or if it is damaged
   */
  public Checkpoint best() throws IOException {
    return named("best");
  }

  /**
   * Returns the checkpoint of the last epoch.
   *
   * @throws CheckpointException if there is none, or if it is damaged
   */
  public Checkpoint latest() throws IOException {
    return named("latest");
  }

  /**
   * Returns the checkpoint of a name: {@code best}, {@code latest} or that of an epoch, such as
   * {@code epoch-0007}.
   *
   * @throws CheckpointException if there is none of that name, or if it is damaged
   */
  public Checkpoint find(String name) throws IOException {
    if (name.equals("best") || name.equals("latest")) {
      return named(name);
    }
    List<String> there =
        newestFirst().stream().map(path -> path.getFileName().toString()).sorted().toList();
    if (!there.contains(name)) {
      throw new CheckpointException(
          "%s has no checkpoint \"%s\"; there are best, latest%s. Older ones are deleted while training goes on: training.checkpoints says how many are kept."
              .formatted(
                  folder,
                  name,
                  there.stream().map(each -> ", " + each).collect(Collectors.joining())));
    }
    return whole(folder.resolve(name));
  }

  /** Returns the folder of an epoch's checkpoint, which may be absent. */
  public Path of(int epoch) {
    return folder.resolve(name(epoch));
  }

  private Checkpoint named(String pointer) throws IOException {
    Path file = folder.resolve(pointer);
    if (!Files.exists(file)) {
      throw new CheckpointException(
          "%s: there is no checkpoint yet. Train at least one epoch.".formatted(folder));
    }
    // Read leniently: damaged bytes are no name, and no failure to decode.
    String name = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
    if (!NAME.matcher(name).matches()) {
      throw new CheckpointException(
          "%s names \"%s\", which is no checkpoint. %s".formatted(file, Shown.value(name), REMEDY));
    }
    return whole(folder.resolve(name));
  }

  private static Checkpoint whole(Path checkpoint) throws IOException {
    try {
      return Checkpoint.read(checkpoint);
    } catch (CheckpointException e) {
      throw new CheckpointException("%s %s".formatted(e.getMessage(), REMEDY));
    }
  }

  private void point(TrainingState state) throws IOException {
    point("latest", state.epoch());
    point("best", state.best().epoch());
  }

  /** Points to an epoch's checkpoint, or nowhere before the first. */
  private void point(String pointer, int epoch) throws IOException {
    Path file = folder.resolve(pointer);
    if (epoch > 0) {
      DurableFiles.write(file, name(epoch) + "\n");
    } else {
      Files.deleteIfExists(file);
    }
  }

  private void prune(TrainingState state, int keep) throws IOException {
    Set<Path> kept = new HashSet<>();
    kept.add(folder.resolve(name(state)));
    kept.add(of(state.best().epoch()));
    newestFirst().stream().filter(path -> !isWithin(path)).limit(keep).forEach(kept::add);
    for (Path entry : DurableFiles.list(folder)) {
      boolean checkpoint = NAME.matcher(entry.getFileName().toString()).matches();
      if (DurableFiles.isPartial(entry)) {
        DurableFiles.deleteTree(entry);
      } else if (checkpoint && !kept.contains(entry)) {
        DurableFiles.withdraw(entry);
      }
    }
  }

  private List<Path> newestFirst() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    return DurableFiles.list(folder).stream()
        .filter(entry -> NAME.matcher(entry.getFileName().toString()).matches())
        .sorted(Comparator.comparingLong(Checkpoints::place).reversed())
        .toList();
  }

  /** Returns a number that grows with the time at which checkpoints were written. */
  private static long place(Path checkpoint) {
    Matcher name = NAME.matcher(checkpoint.getFileName().toString());
    if (!name.matches()) {
      throw new IllegalArgumentException(checkpoint + " is no checkpoint");
    }
    long step = name.group(2) == null ? Integer.MAX_VALUE : Integer.parseInt(name.group(2));
    return (Long.parseLong(name.group(1)) << Integer.SIZE) + step;
  }

  private static boolean isWithin(Path checkpoint) {
    return checkpoint.getFileName().toString().contains("-step-");
  }

  private static String name(TrainingState state) {
    int steps = state.underway().steps();
    return steps == 0
        ? name(state.epoch())
        : "%s-step-%04d".formatted(name(state.epoch() + 1), steps);
  }

  private static String name(int epoch) {
    return "epoch-%04d".formatted(epoch);
  }
}
