package miles.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes run files: YAML whose keys are the components of {@link RunConfig}, described in
 * {@code docs/run-file.md}.
 *
 * <p>Unknown keys, keys given twice, wrong types, missing keys and impossible values are all found
 * in one reading and reported together, each with its file, line and key.
 */
public final class RunFile {

  /** The size of the largest run file that is read, in bytes. */
  static final int MOST_BYTES = 1 << 20;

  private RunFile() {}

  /**
   * Reads a run file.
   *
   * @param file the file; paths in it are relative to its folder
   * @param overrides texts {@code key.path=value} that override keys of the file, in this order;
   *     paths in them are relative to the current directory
   * @return the run
   * @throws ConfigException if the file cannot be read or anything is wrong in it or in the
   *     overrides
   */
  public static RunConfig read(Path file, List<String> overrides) {
    return parse(text(file), file, overrides);
  }

  /**
   * Reads the text of a run file that was read before.
   *
   * @param text what {@link #text} returned
   * @param file the file; paths in it are relative to its folder
   * @param overrides as for {@link #read}
   * @return the run
   * @throws ConfigException if anything is wrong in the text or in the overrides
   */
  public static RunConfig parse(String text, Path file, List<String> overrides) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    return parse(text, file.toString(), folder, overrides);
  }

  /**
   * Reads the text of a run file.
   *
   * @param text YAML
   * @param source what errors call the file
   * @param folder the folder that paths in the text are relative to
   * @param overrides as for {@link #read}
   * @return the run
   * @throws ConfigException if anything is wrong in the text or in the overrides
   */
  public static RunConfig parse(String text, String source, Path folder, List<String> overrides) {
    Problems problems = new Problems();
    Optional<Node> document = YamlReader.readFile(text, source, problems);
    Node root = document.orElseThrow(problems::exception);
    for (String override : overrides) {
      Optional<Assignment> assignment = Assignment.parse(override, problems);
      root = assignment.isPresent() ? assignment.get().applyTo(root, problems) : root;
    }
    if (!(root instanceof Node.Mapping sections)) {
      problems.add(
          root.at(), "", "%s stands here; a run file has keys and values".formatted(root.shown()));
      throw problems.exception();
    }
    Scalars scalars =
        new Scalars(
            (at, path) ->
                (at.isOverride() ? Path.of("") : folder)
                    .toAbsolutePath()
                    .resolve(path)
                    .normalize());
    RunConfig run = new Binder(scalars, problems).run(DerivedDefaults.in(sections));
    problems.throwIfAny();
    if (run == null) {
      throw new IllegalStateException("no run and no problem in " + source);
    }
    return run;
  }

  /**
   * Returns the resolved run file: every key with its value, the manifest's path absolute. Reading
   * it gives an equal run.
   */
  public static String write(RunConfig run) {
    return YamlWriter.write(run);
  }

  /**
   * Returns the text of a run file.
   *
   * @throws ConfigException if the file cannot be read
   */
  public static String text(Path file) {
    String reason;
    try {
      if (Files.isDirectory(file)) {
        reason = "is a folder; a run file is a YAML file";
      } else {
        byte[] bytes = start(file);
        if (bytes.length <= MOST_BYTES) {
          String text =
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
          return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
        reason = "is larger than " + MOST_BYTES + " bytes; a run file is a few kilobytes of YAML";
      }
    } catch (NoSuchFileException e) {
      reason =
          "there is no such file (looked in %s). Correct the path"
              .formatted(Path.of("").toAbsolutePath());
    } catch (CharacterCodingException e) {
      reason = "is not UTF-8 text; save it as UTF-8";
    } catch (IOException e) {
      reason = "cannot be read: " + e.getMessage();
    }
    throw new ConfigException(List.of(new Problem(file.toString(), 0, 0, "", reason)));
  }

  /** Reads one byte more than is allowed at most: the length of a device says nothing. */
  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES + 1);
    }
  }
}
