package miles.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java of its own, with the classes of this one. */
public final class JavaProcess {

  /** For a process that ends before faster code has paid for its compilation. */
  public static final String BRIEF = "-XX:TieredStopAtLevel=1";

  private JavaProcess() {}

  /**
   * Returns what starts it.
   *
   * @param flags flags for Java, such as {@code -Xmx512m}
   * @param main the class whose main method it runs
   * @param arguments what the main method gets
   */
  public static ProcessBuilder of(List<String> flags, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
