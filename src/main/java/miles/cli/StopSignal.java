package miles.cli;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import miles.train.StopRequest;

/**
 * SIGTERM, SIGINT (Ctrl-C) and SIGHUP, for commands that leave nothing half done. Once {@link
 * #await awaited}, a signal is told to the command, and the process lives on until the command has
 * ended; it then ends as Java does at that signal: exit code 143, 130 or 129. Until then, and in
 * other commands, a signal ends the process at once.
 *
 * <p>Nothing native is closed by the thread that hears the signal: the command's own thread ends
 * and closes what it opened.
 */
final class StopSignal implements StopRequest, AutoCloseable {

  private final Console console;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Optional<Thread> hook = Optional.empty();
  private volatile boolean asked;

  /**
   * @param console takes the news that a signal came
   */
  StopSignal(Console console) {
    this.console = console;
  }

  /** From here on a signal waits until the command has ended. */
  void await() {
    if (hook.isEmpty()) {
      Thread waiting = new Thread(this::stop, "stop-signal");
      hook = Optional.of(waiting);
      Runtime.getRuntime().addShutdownHook(waiting);
    }
  }

  private void stop() {
    if (ended.getCount() == 0) {
      return;
    }
    asked = true;
    console.notice("Stopping; what is under way is finished first.");
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean asked() {
    return asked;
  }

  /** The command has ended: nothing waits for it any more. */
  @Override
  public void close() {
    ended.countDown();
    try {
      hook.ifPresent(Runtime.getRuntime()::removeShutdownHook);
    } catch (IllegalStateException e) {
      // The process is ending, and its hook has just been told that it need not wait.
      asked = true;
    }
  }
}
