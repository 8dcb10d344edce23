package miles.soak;

/** What is done to a training process. */
public enum Fault {
  /** SIGKILL, at a moment drawn at random. */
  KILL("SIGKILL at any moment", 9),
  /** SIGKILL while a file is being written, the how manieth drawn at random. */
  KILL_IN_WRITE("SIGKILL while a file is written", 9),
  /** SIGTERM, at a moment drawn at random. */
  STOP("SIGTERM at any moment", 15);

  private final String text;
  private final int signal;

  Fault(String text, int signal) {
    this.text = text;
    this.signal = signal;
  }

  /** Returns what a person calls it. */
  public String text() {
    return text;
  }

  /** Returns the exit code of a process that ends of it. */
  int exitCode() {
    return 128 + signal;
  }

  /** Does it to a process. */
  void strike(Process process) {
    if (this == STOP) {
      process.destroy();
    } else {
      process.destroyForcibly();
    }
  }
}
