package miles.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java of its own, with the classes of this one. */
public final class JavaProcess {

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
    // Most end before faster code has paid for its compilation.
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
