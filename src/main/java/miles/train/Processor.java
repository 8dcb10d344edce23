package miles.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the processor can do. */
final class Processor {

  private static final Path FACTS = Path.of("/proc/cpuinfo");
  private static final Pattern BFLOAT16 = Pattern.compile("\\b(amx_bf16|avx512_bf16)\\b");

  private Processor() {}

  /**
   * Returns whether the processor is known to have instructions for bfloat16. TensorFlow rewrites a
   * graph without asking, and emulates what is missing.
   */
  static boolean hasBfloat16() {
    try {
      return Files.isReadable(FACTS) && BFLOAT16.matcher(Files.readString(FACTS)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(FACTS + " cannot be read", e);
    }
  }
}
