package miles.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.locks.ReentrantLock;
import miles.config.Shown;

/**
 * Where a command prints: results to standard output, news and progress to standard error.
 *
 * <p>On a terminal a progress bar is drawn at the bottom of standard error, and every line that is
 * printed meanwhile appears above it. In a pipe, a file or a continuous-integration log there is no
 * bar, only lines. Safe for use by several threads.
 */
public final class Console {

  private static final int NO_TERMINAL = 0;

  private final PrintWriter out;
  private final PrintWriter err;
  private final int columns;
  private final String eraseLine;
  private final ReentrantLock lock = new ReentrantLock();
  private String bar = "";

  /**
   * @param out takes the results
   * @param err takes news, errors and the progress bar
   * @param columns width in characters of the terminal that {@code err} writes to; 0 if it is none
   */
  public Console(PrintWriter out, PrintWriter err, int columns) {
    this.out = out;
    this.err = err;
    this.columns = columns;
    // Blanks, as every terminal knows them; not the last column, after which some begin a line.
    this.eraseLine = "\r" + " ".repeat(Math.max(0, columns - 1)) + "\r";
  }

  /**
   * Returns the process's own console. The launcher says by the system property {@code
   * miles.columns} how wide the terminal is; without it there is no bar.
   */
  static Console ofProcess() {
    // The system's encoding: what a terminal and the programs behind a pipe expect.
    Charset encoding = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    return new Console(
        new PrintWriter(System.out, true, encoding),
        new PrintWriter(standardError(), true, encoding),
        Integer.getInteger("miles.columns", NO_TERMINAL));
  }

  /**
   * The launcher filters what TensorFlow writes to standard error, and hands the way past it in as
   * standard input, which no command reads.
   */
  private static OutputStream standardError() {
    return "0".equals(System.getProperty("miles.stderr"))
        ? new FileOutputStream(FileDescriptor.in)
        : System.err;
  }

  /** Prints one line, or several, of results to standard output. */
  public void line(String text) {
    print(out, text);
  }

  /** Prints one line, or several, of news to standard error. */
  public void notice(String text) {
    print(err, text);
  }

  /**
   * Starts to show the progress of a task, with the time left, and returns it; the caller closes
   * it, and has one open at a time. Where standard error is no terminal nothing is shown.
   *
   * @param task what is done, such as {@code training}
   * @param steps number of steps of the whole task
   * @param done steps that were done before, by the run that is resumed; 0 for a new one
   */
  public Progress progress(String task, long steps, long done) {
    return columns == NO_TERMINAL ? Progress.SILENT : ProgressLine.start(this, task, steps, done);
  }

  /** Whether any result could not be written: standard output is closed, or its disk is full. */
  boolean hasLostResults() {
    return out.checkError();
  }

  /** Width in characters of the terminal, 0 if there is none. */
  int columns() {
    return columns;
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  /** Draws the bar anew; an empty text removes it. */
  void draw(String text) {
    lock.lock();
    try {
      bar = text;
      err.print(eraseLine + text);
      err.flush();
    } finally {
      lock.unlock();
    }
  }

  private void print(PrintWriter writer, String text) {
    lock.lock();
    try {
      if (!bar.isEmpty()) {
        err.print(eraseLine);
        err.flush();
      }
      writer.println(Shown.lines(text));
      writer.flush();
      if (!bar.isEmpty()) {
        err.print(bar);
        err.flush();
      }
    } finally {
      lock.unlock();
    }
  }
}
