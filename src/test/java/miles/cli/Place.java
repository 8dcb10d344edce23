package miles.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with a run file and a manifest, good as they are, in which one case breaks something,
 * and the command that meets it.
 */
final class Place {

  static final String HEADER = "id,split,label,text,n.x\n";
  static final String ROWS =
      """
      a,train,cat,one,1
      b,train,dog,two,2.5
      c,validation,cat,three,-3
      d,test,dog,four,4e0
      """;

  private static final String TEXT =
      "  text: {kind: text, column: text, buckets: 50, encoder: {kind: embedding-bag}}\n";
  private static final String NUMBERS = "  n: {kind: tabular, encoder: {kind: mlp, units: [4]}}\n";
  private static final String IMAGE =
      "  image: {kind: image, column: file, height: 4, width: 4, encoder: {kind: mlp, units: [4]}}\n";
  private static final String AUDIO =
      "  audio: {kind: audio, column: file, sample_rate: 8000, seconds: 0.1, encoder: {kind: mlp, units: [4]}}\n";

  private final Path folder;
  private final List<String> command = new ArrayList<>();

  Place(Path folder) throws IOException {
    this.folder = folder;
    run("task: {kind: classification}\n", TEXT + NUMBERS);
    rows("");
    command("train", "run.yaml", "--saved", "saved");
  }

  Path folder() {
    return folder;
  }

  /** Returns the words of the command; those that name files of this place are resolved. */
  String[] words() {
    return command.stream()
        .map(
            word ->
                word.matches("[a-z]+\\.(yaml|csv)|saved|model|nowhere.*")
                    ? folder.resolve(word).toString()
                    : word)
        .toArray(String[]::new);
  }

  Place command(String... words) {
    command.clear();
    command.addAll(List.of(words));
    return this;
  }

  Place add(String... words) {
    command.addAll(List.of(words));
    return this;
  }

  /** Only looks at the data. */
  Place check() {
    return command("data", "check", "manifest.csv", "--run", "run.yaml");
  }

  Place task(String kind) throws IOException {
    return run("task: {kind: %s}\n".formatted(kind), TEXT + NUMBERS);
  }

  Place set(String keyAndValue) {
    return add("--set", keyAndValue);
  }

  private Place run(String task, String modalities) throws IOException {
    return runFile(
        """
        name: broken
        data: {manifest: manifest.csv}
        modalities:
        %s%straining: {epochs: 1, batch_size: 2}
        """
            .formatted(modalities, task));
  }

  Place runFile(String text) throws IOException {
    return bytes("run.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  Place manifest(String text) throws IOException {
    return bytes("manifest.csv", text.getBytes(StandardCharsets.UTF_8));
  }

  Place manifest(String text, Charset encoding) throws IOException {
    return bytes("manifest.csv", text.getBytes(encoding));
  }

  /** Good rows and then others. */
  Place rows(String more) throws IOException {
    return manifest(HEADER + ROWS + more);
  }

  /** Rows with a picture; the last one's is the file that the case is about. */
  Place picture(byte[] bytes) throws IOException {
    return picture("img/broken.png").bytes("img/broken.png", bytes);
  }

  /** Rows with a picture; the last one's cell is what the case is about. */
  Place picture(String cell) throws IOException {
    run("", IMAGE + TEXT);
    bytes("img/good.png", BrokenFiles.png(3, 2));
    return manifest(files("img/good.png", cell));
  }

  /** Rows with a sound; the last one's is the file that the case is about. */
  Place sound(byte[] bytes) throws IOException {
    run("", AUDIO + TEXT);
    bytes("snd/good.wav", BrokenFiles.wav(8000, 100));
    return manifest(files("snd/good.wav", "snd/broken.wav")).bytes("snd/broken.wav", bytes);
  }

  private static String files(String good, String broken) {
    return """
        id,split,label,file,text
        a,train,cat,%1$s,one
        b,train,dog,%1$s,two
        c,validation,cat,%1$s,
        d,test,dog,%2$s,four
        """
        .formatted(good, broken);
  }

  Place bytes(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return this;
  }

  /** Makes a file of a length that takes no room. */
  Place sparse(String name, long length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.setLength(length);
    }
    return this;
  }

  Place remove(String name) throws IOException {
    Files.delete(folder.resolve(name));
    return this;
  }

  Place mkdir(String name) throws IOException {
    Files.createDirectories(folder.resolve(name));
    return this;
  }

  Place link(String name, Path target) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.createSymbolicLink(folder.resolve(name), target);
    return this;
  }

  /** Returns bytes one after the other. */
  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
