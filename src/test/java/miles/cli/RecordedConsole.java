package miles.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A console whose output a test can read. */
final class RecordedConsole {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Console console;
  private int code;

  private RecordedConsole(int columns) {
    console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), columns);
  }

  static RecordedConsole inPipe() {
    return new RecordedConsole(0);
  }

  static RecordedConsole onTerminal(int columns) {
    return new RecordedConsole(columns);
  }

  /** Runs a command as in a pipe. */
  static RecordedConsole run(String... arguments) {
    RecordedConsole recorded = inPipe();
    recorded.code = Main.run(recorded.console(), arguments);
    return recorded;
  }

  /** Returns the exit code of the command that {@link #run} ran. */
  int code() {
    return code;
  }

  Console console() {
    return console;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
