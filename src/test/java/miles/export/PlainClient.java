package miles.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.SignatureDef;

/**
 * A client in C, built from src/test/c, which shares nothing with this project but the native
 * library.
 */
final class PlainClient {

  private static final Path SOURCES = Path.of("src/test/c");

  private final Path program;
  private final Path folder;

  private PlainClient(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /**
   * Compiles the client into a folder; skips the test, and says so, where there is no gcc or the
   * library is of another kind than gcc links.
   */
  static PlainClient compile(Path folder) throws Exception {
    boolean linux = System.getProperty("os.name").equals("Linux");
    assumeTrue(linux, "SKIPPED: the client in C is built on Linux only");
    assumeTrue(hasGcc(), "SKIPPED: there is no gcc, so the client in C was not built");
    Path libraries = Path.of(Loader.load(tensorflow.class)).toAbsolutePath().getParent();
    Path program = folder.resolve("client");
    run(
        folder,
        List.of(
            "gcc",
            "-std=c11",
            "-O1",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-o",
            program.toString(),
            SOURCES.resolve("client.c").toString(),
            libraries.resolve("libtensorflow_cc.so.2").toString(),
            libraries.resolve("libtensorflow_framework.so.2").toString(),
            "-Wl,--allow-shlib-undefined",
            "-Wl,-rpath," + libraries));
    return new PlainClient(program, folder);
  }

  private static boolean hasGcc() throws InterruptedException {
    try {
      return new ProcessBuilder("gcc", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  /**
   * Returns the numbers of an output.
   *
   * @param inputs values by the signature's names, as client.c takes them
   */
  float[] ask(Path model, SignatureDef signature, Map<String, String> inputs, String output)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add(model.toString());
    command.add(signature.getOutputsOrThrow(output).getName());
    inputs.forEach(
        (name, value) -> command.add(signature.getInputsOrThrow(name).getName() + "=" + value));
    List<String> lines = run(folder, command);
    float[] values = new float[lines.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(lines.get(i));
    }
    return values;
  }

  private static List<String> run(Path folder, List<String> command) throws Exception {
    Path out = folder.resolve("client.out");
    Path err = folder.resolve("client.err");
    int code =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    assertThat(code).as(Files.readString(err)).isZero();
    return Files.readAllLines(out);
  }

  /** Names files for an input of strings; an empty name is an absent one. */
  static String files(List<Path> files, boolean[] present) {
    String[] names = new String[files.size()];
    Arrays.setAll(names, i -> present[i] ? files.get(i).toString() : "");
    return "string:" + String.join(",", names);
  }
}
