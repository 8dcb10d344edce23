package miles.soak;

import java.nio.file.Path;
import java.util.List;
import miles.config.InvalidValueException;

/**
 * How a training is disturbed, at least once.
 *
 * @param out the folder for everything, absent or empty
 * @param kills processes that are killed by SIGKILL, at least 0
 * @param stops processes that are stopped by SIGTERM, at least 0
 * @param seed draws the moments; how fast the machine is decides what happens in them
 * @param miles what starts this program, without its arguments: Java, its flags, and a main class
 */
public record SoakSettings(Path out, int kills, int stops, long seed, List<String> miles) {

  public SoakSettings {
    require("--kills", kills);
    require("--stops", stops);
    if (kills == 0 && stops == 0) {
      throw new InvalidValueException("--kills", 0, "at least 1 where --stops is 0 too");
    }
    miles = List.copyOf(miles);
  }

  private static void require(String option, int count) {
    if (count < 0) {
      throw new InvalidValueException(option, count, "a whole number of at least 0");
    }
  }
}
