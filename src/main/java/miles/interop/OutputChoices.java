package miles.interop;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import miles.config.EditDistance;
import org.tensorflow.proto.SignatureDef;

/**
 * What a user may choose as an encoder's output, nearest to what was asked for first.
 *
 * @param model the SavedModel
 * @param signature the key of a signature, or the name of a function
 * @param outputs the keys of its outputs
 */
record OutputChoices(SavedModelFile model, String signature, Set<String> outputs) {

  private static final int SHOWN = 5;

  /**
   * Returns the sentence about a name that is not the name of one tensor.
   *
   * @param wanted what the run file names
   * @param found how many tensors inside have a name that ends so; not 1
   */
  String complaint(String wanted, int found) {
    String what =
        found == 0
            ? "there is no output or inner tensor \"%s\"".formatted(wanted)
            : "inner tensor \"%s\" may be any of %d; give more of its name"
                .formatted(wanted, found);
    List<String> inner = nearest(wanted, inner());
    return "%s; outputs are %s%s; see them with ./miles inspect %s."
        .formatted(
            what,
            String.join(", ", nearest(wanted, outputs)),
            inner.isEmpty() ? "" : ", inner tensors such as " + String.join(", ", inner),
            model.folder());
  }

  /** Those that {@link ModelSummary} names; it names none of a function. */
  private Collection<String> inner() {
    SignatureDef named = model.signatures().get(signature);
    return named == null ? List.of() : InnerTensors.of(model, named).keySet();
  }

  /** Names that end with what is wanted are nearest, then those with the least changes. */
  private static List<String> nearest(String wanted, Collection<String> names) {
    return names.stream()
        .sorted(
            Comparator.comparing((String name) -> !name.endsWith("/" + wanted))
                .thenComparing(name -> changes(wanted, name))
                .thenComparing(Comparator.naturalOrder()))
        .limit(SHOWN)
        .toList();
  }

  /** The changes that make of a text another, or as many of the other's last parts. */
  private static int changes(String wanted, String name) {
    int changes = EditDistance.between(wanted, name);
    for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      changes = Math.min(changes, EditDistance.between(wanted, name.substring(at + 1)));
    }
    return changes;
  }
}
