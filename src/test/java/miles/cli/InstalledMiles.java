package miles.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The launcher in a folder of its own, with a build that is newer than its sources: a jar that
 * names the classes of this process.
 *
 * @param home the folder
 */
record InstalledMiles(Path home) {

  /**
   * What a process left.
   *
   * @param code its exit code
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  record Ended(int code, String out, String err) {}

  /** Installs it. */
  static InstalledMiles in(Path home) throws IOException {
    Files.createDirectories(home.resolve("target"));
    for (String name : List.of("miles", "pom.xml")) {
      Files.copy(Path.of(name), home.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    try (OutputStream file = Files.newOutputStream(home.resolve("target/miles.jar"))) {
      new JarOutputStream(file, manifest).close();
    }
    return new InstalledMiles(home);
  }

  /** Returns the command line of a command. */
  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("miles").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs a command line to its end.
   *
   * @param environment all of its environment but PATH and this Java's JAVA_HOME, which it may name
   * @param command what is run, in the folder of the launcher
   */
  Ended run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().keySet().removeIf(key -> !key.equals("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Path errors = Files.createTempFile("miles-errors", ".txt");
    try {
      Process process = builder.redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("does not end: " + command);
      }
      return new Ended(process.exitValue(), out, Files.readString(errors));
    } finally {
      Files.delete(errors);
    }
  }
}
