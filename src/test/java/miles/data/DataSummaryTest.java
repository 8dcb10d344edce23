package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miles.config.TaskConfig;
import miles.data.DataSummary.Range;
import miles.data.ManifestSchema.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSummaryTest {

  @TempDir Path folder;

  @Test
  void everythingIsCounted() throws IOException {
    TestFiles.greyPng(folder.resolve("a.png"), new int[][] {{1, 2, 3}, {4, 5, 6}});
    TestFiles.greyPng(folder.resolve("b.png"), new int[][] {{1, 2, 3}, {4, 5, 7}});
    TestFiles.write(
        folder.resolve("c.JPG"), new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB), "jpg");
    Files.write(folder.resolve("a.wav"), TestFiles.wav16(8000, new double[4000]));
    Files.write(folder.resolve("b.wav"), TestFiles.wav16(16000, new double[32000]));

    DataSummary summary =
        summary(
            """
            id,split,label,image,audio,note,bio.a,bio.b
            1,train,x,a.png,a.wav,hello big world,1,
            2,train,y,b.png,,one,5,2
            3,validation,x,c.JPG,b.wav,äö😀,,
            4,validation,y,,,a b,3,4
            """);

    assertThat(summary.rows()).isEqualTo(counts(2, 2, 0));
    assertThat(summary.classes())
        .isEqualTo(
            Map.of(
                "x",
                Map.of(Split.TRAIN, 1, Split.VALIDATION, 1),
                "y",
                Map.of(Split.TRAIN, 1, Split.VALIDATION, 1)));
    assertThat(summary.modalities())
        .containsExactly(
            new DataSummary.Modality(
                "image",
                counts(2, 1, 0),
                new DataSummary.Pictures(
                    Map.of("3x2", 2, "20x30", 1), Map.of("grey", 2, "RGB", 1))),
            new DataSummary.Modality(
                "audio",
                counts(1, 1, 0),
                new DataSummary.Sounds(Map.of(8000, 1, 16000, 1), new Range(0.5, 1.25, 2))),
            new DataSummary.Modality(
                "note",
                counts(2, 2, 0),
                new DataSummary.Texts(new Range(3, 3, 15), new Range(1, 1.5, 3))),
            new DataSummary.Modality(
                "bio",
                counts(2, 1, 0),
                new DataSummary.Numbers(
                    List.of(
                        new DataSummary.Column("bio.a", 0, Optional.of(new Range(1, 3, 5))),
                        new DataSummary.Column("bio.b", 1, Optional.of(new Range(2, 3, 4)))))));
    assertThat(summary.warnings())
        .containsExactly(
            "split test has no row: nothing will be measured on data unseen in training.",
            "modality image mixes pictures of several modes (2 grey, 1 RGB): all become what the"
                + " run file's channels say, and alpha is dropped.");
  }

  @Test
  void splitsThatAreNotDrawnAlikeAreWarnedOf() throws IOException {
    StringBuilder csv = new StringBuilder("id,split,label,text\n");
    for (int i = 0; i < 200; i++) {
      csv.append("a%d,train,%s,t%n".formatted(i, i < 100 ? "x" : "y"));
      csv.append("b%d,validation,%s,t%n".formatted(i, i < 40 ? "x" : "y"));
      csv.append("c%d,test,%s,t%n".formatted(i, i < 110 ? "x" : "y"));
    }

    assertThat(summary(csv.toString()).warnings())
        .containsExactly(
            "class \"x\": 20.0 % of split validation, but 50.0 % of split train. Draw the splits"
                + " alike, or scores will mislead.",
            "class \"y\": 80.0 % of split validation, but 50.0 % of split train. Draw the splits"
                + " alike, or scores will mislead.");
  }

  @Test
  void classMissingFromASplitIsWarnedOf() throws IOException {
    assertThat(
            summary("id,split,label,text\n1,train,x,t\n2,train,y,t\n3,validation,x,t\n4,test,y,t\n")
                .warnings())
        .containsExactly(
            "class \"x\": 0.0 % of split test, but 50.0 % of split train. Draw the splits alike, or"
                + " scores will mislead.",
            "class \"y\": 0.0 % of split validation, but 50.0 % of split train. Draw the splits"
                + " alike, or scores will mislead.",
            "split validation has a single row: scores of it mean little.",
            "split test has a single row: scores of it mean little.");
  }

  @Test
  void classesThatLookAlikeAreWarnedOf() throws IOException {
    assertThat(
            summary(
                    """
                    id,split,label,text
                    1,train,caf\u00e9,t
                    2,train,Cafe\u0301,t
                    3,train,cafe,t
                    4,train,two words,t
                    5,train,two \u200bwords,t
                    6,validation,cafe,t
                    """)
                .warnings())
        .filteredOn(warning -> warning.startsWith("classes "))
        .containsExactly(
            "classes \"Cafe\\u0301\", \"caf\u00e9\" differ in capital letters, white space,"
                + " invisible characters or Unicode normal forms alone, and are 2 classes. Write them alike if they are one.",
            "classes \"two words\", \"two \\u200bwords\" differ in capital letters, white space,"
                + " invisible characters or Unicode normal forms alone, and are 2 classes. Write them alike if they are one.");
  }

  @Test
  void modalityThatNoRowOfTheValidationSplitHasIsWarnedOf() throws IOException {
    assertThat(
            summary(
                    """
                    id,split,label,text,bio.x
                    1,train,x,t,1
                    2,train,y,u,2
                    3,validation,x,,1
                    4,validation,y,,2
                    5,test,x,t,1
                    6,test,y,u,2
                    """)
                .warnings())
        .contains(
            "modality text is absent in every row of split validation: its own score cannot be"
                + " measured there, and a method that balances by such scores changes nothing.");
  }

  @Test
  void copiesOfTrainingFilesAreWarnedOf() throws IOException {
    int[][] same = {{9}};
    TestFiles.greyPng(folder.resolve("a.png"), same);
    TestFiles.greyPng(folder.resolve("b.png"), new int[][] {{8}});
    TestFiles.greyPng(folder.resolve("copy.png"), same);

    assertThat(
            summary(
                    """
                    id,split,label,image
                    1,train,x,a.png
                    2,train,y,b.png
                    3,validation,x,copy.png
                    4,validation,y,copy.png
                    5,test,x,b.png
                    6,test,y,b.png
                    """)
                .warnings())
        .containsExactly(
            "modality image: 2 files of split validation have the same content as files of split"
                + " train, such as rows 3 and 1. Scores on such rows are too good.",
            "modality image: 2 files of split test have the same content as files of split train,"
                + " such as rows 5 and 2. Scores on such rows are too good.");
  }

  @Test
  void everyBrokenFileIsReported() throws IOException {
    Files.writeString(folder.resolve("a.png"), "text");
    Files.write(folder.resolve("a.wav"), TestFiles.wav(7, 8, 1, 8000, new byte[4]));

    assertThatThrownBy(
            () ->
                summary(
                    """
                    id,split,label,image,audio
                    1,train,x,a.png,a.wav
                    2,train,y,a.png,
                    3,validation,x,,a.wav
                    """))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("4 problems in 3 rows of ")
        .hasMessageContaining("line 2, column \"image\": cannot read " + folder.resolve("a.png"))
        .hasMessageContaining("line 4, column \"audio\": cannot read " + folder.resolve("a.wav"));
  }

  @Test
  void regressionTargetsHaveRanges() throws IOException {
    Path manifest =
        Files.writeString(
            folder.resolve("manifest.csv"),
            "id,split,y,text\n1,train,3,t\n2,train,-1,t\n3,validation,0.5,t\n");
    ManifestSchema schema = ManifestSchema.infer(manifest, TaskConfig.Kind.REGRESSION, "y");

    DataSummary summary = DataSummary.of(Manifest.read(manifest, schema), (done, total) -> {});

    assertThat(summary.targets())
        .isEqualTo(
            Map.of(Split.TRAIN, new Range(-1, 1, 3), Split.VALIDATION, new Range(0.5, 0.5, 0.5)));
    assertThat(summary.classes()).isEmpty();
  }

  @Test
  void schemaIsGuessedFromTheCells() throws IOException {
    Path manifest =
        Files.writeString(
            folder.resolve("manifest.csv"),
            """
            id,split,label,photo,sound,bio.age,bio.note,weight,bio.size,empty
            1,train,x,a.PNG,,1,tall,7,,
            2,train,y,b.jpeg,c.wav,,small,-1e3,2,
            """);

    assertThat(ManifestSchema.infer(manifest, TaskConfig.Kind.CLASSIFICATION, "label").sources())
        .containsExactly(
            new Source("photo", Source.Kind.IMAGE, List.of("photo")),
            new Source("sound", Source.Kind.AUDIO, List.of("sound")),
            new Source("bio", Source.Kind.TABULAR, List.of("bio.age", "bio.size")),
            new Source("bio.note", Source.Kind.TEXT, List.of("bio.note")),
            new Source("weight", Source.Kind.TABULAR, List.of("weight")),
            new Source("empty", Source.Kind.TEXT, List.of("empty")));
  }

  @Test
  void spokenAndWrittenDigitsAreSummedUp() {
    DataSummary summary = shared("smnist");

    assertThat(summary.rows()).isEqualTo(counts(2400, 300, 300));
    assertThat(summary.classes()).hasSize(10);
    assertThat(summary.modalities().get(0).content())
        .isEqualTo(new DataSummary.Pictures(Map.of("28x28", 3000), Map.of("grey", 3000)));
    assertThat(summary.modalities().get(1).content())
        .isEqualTo(
            new DataSummary.Sounds(
                Map.of(8000, 3000),
                new Range(1148 / 8000.0, (3357 / 8000.0 + 3360 / 8000.0) / 2, 18262 / 8000.0)));
    assertThat(summary.warnings()).isEmpty();
  }

  @Test
  void emojiAreSummedUp() {
    DataSummary summary = shared("emoji");

    assertThat(summary.rows()).isEqualTo(counts(1116, 241, 244));
    assertThat(summary.modalities().get(0).content())
        .isEqualTo(new DataSummary.Pictures(Map.of("32x32", 1601), Map.of("RGB", 1601)));
  }

  private static DataSummary shared(String name) {
    Path manifest = Path.of("../shared/data", name, "manifest.csv");
    assumeTrue(Files.exists(manifest), "SKIPPED: ../shared/data/" + name + " is not here");
    return summary(manifest);
  }

  private DataSummary summary(String csv) throws IOException {
    return summary(Files.writeString(folder.resolve("manifest.csv"), csv));
  }

  private static DataSummary summary(Path manifest) {
    ManifestSchema schema = ManifestSchema.infer(manifest, TaskConfig.Kind.CLASSIFICATION, "label");
    return DataSummary.of(Manifest.read(manifest, schema), (done, total) -> {});
  }

  private static Map<Split, Integer> counts(int train, int validation, int test) {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    counts.put(Split.TRAIN, train);
    counts.put(Split.VALIDATION, validation);
    counts.put(Split.TEST, test);
    return counts;
  }
}
