package miles.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a run's folder, held by one process at a time and given back by {@link
 * #close}; the operating system gives it back when the process dies.
 */
public final class RunFolder implements AutoCloseable {

  /** What to do with a run that is already in the folder. */
  public enum Existing {
    /** Refuse it. */
    REFUSE,
    /** Go on where it stopped. */
    RESUME,
    /** Delete it when the new training starts. */
    OVERWRITE
  }

  private final RunLayout layout;
  private final Existing existing;
  private final FileChannel lock;

  private RunFolder(RunLayout layout, Existing existing, FileChannel lock) {
    this.layout = layout;
    this.existing = existing;
    this.lock = lock;
  }

  /**
   * Takes the folder, which is made if it is absent. Nothing in it changes before {@link #begin}.
   *
   * @throws RunFolderException if the folder cannot be made or written, if another process writes
   *     to it, if it holds a run that may not be touched or files of something else, or if there is
   *     no run to resume
   */
  public static RunFolder open(Path folder, Existing existing) throws IOException {
    RunLayout layout = new RunLayout(folder);
    boolean there = Files.exists(folder);
    if (existing == Existing.RESUME && !there) {
      throw new RunFolderException(
          "%s: there is no run to resume. Train without --resume.".formatted(folder));
    }
    // Before the lock's file is made: a folder of something else stays as it is.
    checkFree(layout);
    FileChannel lock = taken(layout);
    try {
      if (existing == Existing.REFUSE && Files.exists(layout.runFile())) {
        throw new RunFolderException(
            "%s holds a run already. Go on with it by --resume, replace it by --overwrite, or choose another name by --set name=…"
                .formatted(folder));
      }
      requireWritable(layout);
      return new RunFolder(layout, existing, lock);
    } catch (RunFolderException e) {
      lock.close();
      throw e;
    }
  }

  private static FileChannel taken(RunLayout layout) {
    try {
      Files.createDirectories(layout.folder());
      return lock(layout);
    } catch (IOException e) {
      throw unwritable(layout, e);
    }
  }

  /**
   * Makes and deletes a file in each folder where the training makes some: the lock of an old run
   * may be writable in a folder that is not. Others hold off, for the lock is taken.
   */
  private static void requireWritable(RunLayout layout) {
    for (Path folder : List.of(layout.folder(), layout.checkpoints())) {
      Path probe = DurableFiles.partial(folder.resolve("probe"));
      try {
        if (Files.isDirectory(folder)) {
          Files.write(probe, new byte[0]);
          Files.delete(probe);
        }
      } catch (IOException e) {
        throw unwritable(layout, e);
      }
    }
  }

  private static RunFolderException unwritable(RunLayout layout, IOException cause) {
    return new RunFolderException(
        "%s cannot be written (%s). Make it writable, make room, or choose another folder for the run."
            .formatted(layout.folder(), WriteFailedException.reason(cause)));
  }

  private static FileChannel lock(RunLayout layout) throws IOException {
    FileChannel channel =
        FileChannel.open(
            layout.lock(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      ByteBuffer holder = ByteBuffer.allocate(20);
      channel.read(holder, 0);
      channel.close();
      throw new RunFolderException(
          "%s: process %s is writing to this run. Wait until it ends, or choose another name."
              .formatted(layout.folder(), StandardCharsets.US_ASCII.decode(holder.flip())));
    }
    String pid = Long.toString(ProcessHandle.current().pid());
    try {
      channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      // A byte far behind the text, so that others can read the text where locks are mandatory.
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
    } catch (OverlappingFileLockException e) {
      // This very process holds it: the same answer as for another one.
      return null;
    }
  }

  /**
   * Checks, without changing anything, that there is no folder, an empty one, or one of a run.
   *
   * @throws RunFolderException if there is something else
   */
  public static void checkFree(RunLayout layout) throws IOException {
    if (!Files.exists(layout.folder())) {
      return;
    }
    if (!Files.isDirectory(layout.folder())) {
      throw new RunFolderException(
          "%s is not a folder. Choose another name for the run.".formatted(layout.folder()));
    }
    boolean run = Files.exists(layout.runFile());
    boolean empty =
        DurableFiles.list(layout.folder()).stream()
            .allMatch(entry -> entry.equals(layout.lock()) || DurableFiles.isPartial(entry));
    if (!run && !empty) {
      throw new RunFolderException(
          "%s holds files but no run.yaml, so it is not a run's folder. Choose another name."
              .formatted(layout.folder()));
    }
  }

  /** Returns the folder's files. */
  public RunLayout layout() {
    return layout;
  }

  /** Returns whether training goes on with a run that is in the folder. */
  public boolean resumes() {
    return existing == Existing.RESUME && Files.exists(layout.runFile());
  }

  /**
   * Deletes the run that is to be overwritten, but its run file and exported models; called when
   * nothing can refuse the new one.
   */
  void begin() throws IOException {
    if (existing == Existing.OVERWRITE) {
      // Exported versions stay: a server that polls them takes only a larger number for new.
      // The run file is replaced by the new run's: without one the folder would be no run's.
      Set<Path> kept = Set.of(layout.lock(), layout.runFile(), layout.model());
      for (Path entry : DurableFiles.list(layout.folder())) {
        if (!kept.contains(entry)) {
          DurableFiles.deleteTree(entry);
        }
      }
    }
  }

  /** Gives the folder back; the lock file stays, for deleting it could take another's lock. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
