package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import miles.config.TaskConfig;
import miles.data.ManifestSchema.Source;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BadRowsTest {

  private static final ManifestSchema SCHEMA =
      new ManifestSchema(
          TaskConfig.Kind.CLASSIFICATION,
          "label",
          List.of(),
          List.of(
              new Source("text", Source.Kind.TEXT, List.of("text")),
              new Source("n", Source.Kind.TABULAR, List.of("n"))));

  private static final String GOOD =
      "id,split,label,text,n\na,train,x,t,1\nb,train,y,t,2\nc,validation,x,t,3\n";

  /** Endings of rows after their id: two good ones, then bad ones. */
  private static final List<String> ENDINGS =
      List.of(
          ",train,x,\"t\nt\",4",
          ",test,y,,5",
          ",nowhere,x,t,4",
          ",test,z,t,4",
          ",train,x,t,4x",
          ",train,x",
          ",train,x,,");

  @Property(tries = 100)
  void exactlyTheBadRowsAreLeftOut(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 6) Integer> kinds) throws IOException {
    StringBuilder csv = new StringBuilder(GOOD);
    Set<String> good = new TreeSet<>(Set.of("a", "b", "c"));
    for (int i = 0; i < kinds.size(); i++) {
      csv.append("r").append(i).append(ENDINGS.get(kinds.get(i))).append("\n");
      if (kinds.get(i) < 2) {
        good.add("r" + i);
      }
    }
    int bad = kinds.size() + 3 - good.size();
    Path file = Files.createTempFile("bad-rows", ".csv");
    try {
      Files.writeString(file, csv);

      Manifest left =
          Manifest.read(file, SCHEMA, Manifest.Use.TRAINING, BadRows.skip(skipped -> {}));

      assertThat(left.samples()).extracting(Sample::id).containsExactlyInAnyOrderElementsOf(good);
      assertThat(left.skipped().count()).isEqualTo(bad);
      assertThat(left.skipped().reasons()).hasSize(Math.min(bad, DataException.SHOWN));
      if (bad > 0) {
        DataException refused =
            catchThrowableOfType(DataException.class, () -> Manifest.read(file, SCHEMA));
        assertThat(refused).hasMessageContaining(file.getFileName() + " line ");
        assertThat(ContentHash.of(left)).isNotEqualTo(ContentHash.of(withoutSkipping(left)));
      }
    } finally {
      Files.delete(file);
    }
  }

  /** The same samples, as if the file held no others. */
  private static Manifest withoutSkipping(Manifest left) {
    return new Manifest(left.file(), left.schema(), left.use(), left.samples(), SkippedRows.NONE);
  }
}
