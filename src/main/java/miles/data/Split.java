package miles.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The part of a data set that a sample belongs to. */
public enum Split {
  /** What parameters and preprocessing statistics are fitted on. */
  TRAIN,
  /** What balances the modalities and chooses the best epoch. */
  VALIDATION,
  /** What the final scores are measured on, and nothing else. */
  TEST;

  /** Returns the word in the manifest's {@code split} column: the name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the split of a manifest's word, or nothing for any other word. */
  public static Optional<Split> of(String word) {
    return Arrays.stream(values()).filter(split -> split.word().equals(word)).findFirst();
  }
}
