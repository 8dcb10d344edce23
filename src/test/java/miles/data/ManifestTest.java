package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import miles.config.TaskConfig;
import miles.data.ManifestSchema.Source;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {

  private static final Source IMAGE = new Source("image", Source.Kind.IMAGE, List.of("image"));
  private static final Source TEXT = new Source("text", Source.Kind.TEXT, List.of("text"));
  private static final Source BIO = new Source("bio", Source.Kind.TABULAR, List.of());

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void makePictures() throws IOException {
    folder = Files.createDirectories(temporary.resolve("set"));
    Files.createDirectories(folder.resolve("img"));
    for (String name : List.of("1", "2", "3")) {
      Files.writeString(folder.resolve("img").resolve(name + ".png"), name);
    }
    Files.writeString(temporary.resolve("outside.png"), "secret");
  }

  @Test
  void rowsBecomeSamplesInTheFilesOrder() throws IOException {
    Manifest manifest =
        read(
            """
            id,split,label,image,text,bio.age,bio.size,comment
            a,train,cat,img/1.png,"one, ""two""\nthree",1.5,-2e3,x
            b,validation,cat,,four,,,
            c,train,dog,img/2.png,,,7,
            """,
            classification(IMAGE, TEXT, BIO));

    assertThat(manifest.samples()).extracting(Sample::id).containsExactly("a", "b", "c");
    assertThat(manifest.samples()).extracting(Sample::line).containsExactly(2L, 4L, 5L);
    assertThat(manifest.samples(Split.TRAIN)).extracting(Sample::id).containsExactly("a", "c");
    Sample first = manifest.samples().get(0);
    assertThat(first.cells().get(0)).isEqualTo(new Cell.File(folder.resolve("img/1.png")));
    assertThat(first.cells().get(1)).isEqualTo(new Cell.Text("one, \"two\"\nthree"));
    assertThat(((Cell.Numbers) first.cells().get(2)).values()).containsExactly(1.5f, -2000f);
    Sample second = manifest.samples().get(1);
    assertThat(List.of(second.has(0), second.has(1), second.has(2)))
        .containsExactly(false, true, false);
    assertThat(((Cell.Numbers) manifest.samples().get(2).cells().get(2)).values())
        .containsExactly(Float.NaN, 7f);
    assertThat(manifest.schema().sources().get(2).columns()).containsExactly("bio.age", "bio.size");
  }

  @Test
  void byteOrderMarkAndWindowsLinesAreAccepted() throws IOException {
    Manifest manifest =
        read(
            "\uFEFFid,split,label,text\r\na,train,x,Ä\r\nb,validation,x,ö\r\nc,train,y,z\r\n\r\n",
            classification(TEXT));

    assertThat(manifest.samples().get(0).id()).isEqualTo("a");
    assertThat(manifest.samples().get(0).cells()).containsExactly(new Cell.Text("Ä"));
  }

  @Test
  void missingFileIsReportedAsInTheHouseStyle() throws IOException {
    assertThat(
            problems(
                """
                id,split,label,image
                a,train,x,img/1.png
                b,validation,y,img/0412.png
                """,
                classification(IMAGE)))
        .containsExactly(
            "manifest.csv line 3, column \"image\": file img/0412.png not found (looked in "
                + folder.resolve("img")
                + "). Fix the path, or leave the cell empty if the image is absent.");
  }

  @Test
  void everyRowsProblemsAreCollectedWithTheirPlaces() throws IOException {
    assertThat(
            problems(
                """
                id,split,label,image,bio.age
                a,train,x,img/1.png,1
                a,train,x,img/1.png,2
                ,train,x,img/1.png,3
                d,dev,x,img/1.png,4
                e,test,,img/1.png,5
                f,test,x,,
                g,test,x
                h,test,x,img/2.png,1.5x
                i,test,x,img/2.png,NaN
                j,test," x",img/2.png,
                """,
                classification(IMAGE, BIO)))
        .containsExactly(
            "manifest.csv line 3, column \"id\": id \"a\" stands in line 2 already. Rename one,"
                + " or remove the row.",
            "manifest.csv line 4, column \"id\": the cell is empty. Give a unique id.",
            "manifest.csv line 5, column \"split\": \"dev\" is no split. Allowed: train,"
                + " validation, test.",
            "manifest.csv line 6, column \"label\": a class name is empty. Write the class of the"
                + " sample.",
            "manifest.csv line 7: no modality is present. Fill at least one modality, or remove the"
                + " row.",
            "manifest.csv line 8: 3 cells, but the header has 5 columns. Quote cells that contain"
                + " commas or line breaks.",
            "manifest.csv line 9, column \"bio.age\": \"1.5x\" is no number. Write a finite decimal"
                + " number, or leave the cell empty.",
            "manifest.csv line 10, column \"bio.age\": \"NaN\" is no number. Write a finite decimal"
                + " number, or leave the cell empty.",
            "manifest.csv line 11, column \"label\": class name \" x\" starts or ends with white"
                + " space. Remove it.");
  }

  @Test
  void pathsThatLeaveTheFolderAreRefused() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.png"), temporary.resolve("outside.png"));
    Files.createSymbolicLink(folder.resolve("linked"), temporary);
    Files.createSymbolicLink(folder.resolve("inner.png"), folder.resolve("img/1.png"));

    List<String> problems =
        problems(
            """
            id,split,label,image
            a,train,x,../outside.png
            b,train,x,%s
            c,train,x,link.png
            d,train,x,linked/outside.png
            e,train,x,img/../img/1.png
            f,train,x,inner.png
            g,train,x,img
            """
                .formatted(temporary.resolve("outside.png")),
            classification(IMAGE));

    assertThat(problems).hasSize(5);
    assertThat(problems.get(0))
        .isEqualTo(
            "manifest.csv line 2, column \"image\": path ../outside.png leaves the manifest's"
                + " folder "
                + folder
                + ". Copy the file into that folder.");
    assertThat(problems.get(1)).startsWith("manifest.csv line 3,").contains("is absolute");
    assertThat(problems.get(2)).startsWith("manifest.csv line 4,").contains("leaves");
    assertThat(problems.get(3)).startsWith("manifest.csv line 5,").contains("leaves");
    assertThat(problems.get(4)).startsWith("manifest.csv line 8,").contains("not a readable file");
  }

  @Test
  void trainingAndValidationSplitsMustHaveRows() throws IOException {
    assertThat(problems("id,split,label,text\na,test,x,t\n", classification(TEXT)))
        .containsExactly(
            "manifest.csv: no row of split train. Training needs rows of train and of validation.",
            "manifest.csv: no row of split validation. Training needs rows of train and of"
                + " validation.");
  }

  @Test
  void classesOfOtherSplitsMustOccurInTraining() throws IOException {
    assertThat(
            problems(
                """
                id,split,label,text
                a,train,cat,t
                b,train,dog,t
                c,validation,bird,t
                d,test,fish,t
                """,
                classification(TEXT)))
        .containsExactly(
            "manifest.csv line 4, column \"label\": class \"bird\" of split validation does not"
                + " occur in split train (its classes: cat, dog). Move samples of this class to"
                + " train, or fix the label.",
            "manifest.csv line 5, column \"label\": class \"fish\" of split test does not occur in"
                + " split train (its classes: cat, dog). Move samples of this class to train, or"
                + " fix the label.");
  }

  @Test
  void oneClassIsNotEnoughForClassification() throws IOException {
    assertThat(
            problems("id,split,label,text\na,train,x,t\nb,validation,x,t\n", classification(TEXT)))
        .singleElement()
        .isEqualTo(
            "manifest.csv: split train has one class (x); classification needs at least two."
                + " Add rows of others, or correct the labels.");
  }

  @Test
  void classesOutsideTheRunFilesListAreRefused() throws IOException {
    ManifestSchema schema =
        new ManifestSchema(
            TaskConfig.Kind.CLASSIFICATION, "label", List.of("x", "y"), List.of(TEXT));

    assertThat(
            problems("id,split,label,text\na,train,x,t\nb,train,z,t\nc,validation,x,t\n", schema))
        .containsExactly(
            "manifest.csv line 3, column \"label\": class name \"z\" is not among the classes x,"
                + " y.");
  }

  @Test
  void modalityMustOccurInTraining() throws IOException {
    assertThat(
            problems(
                """
                id,split,label,image,text
                a,train,x,,t
                b,train,y,,t
                c,validation,x,img/1.png,t
                """,
                classification(IMAGE, TEXT)))
        .containsExactly(
            "manifest.csv: modality image is absent in every row of split train. Fill its cells, or"
                + " remove it from the run file, or from the manifest where no run file names it.");
  }

  @Test
  void missingColumnsAreReportedTogether() throws IOException {
    assertThat(problems("name,split,tag\n", classification(IMAGE, BIO)))
        .containsExactly(
            "manifest.csv: no column \"image\" of modality image. Columns found: name, split, tag.",
            "manifest.csv: modality bio has no column named \"bio.<name>\". Columns found: name,"
                + " split, tag.",
            "manifest.csv: no column \"id\". Columns found: name, split, tag.",
            "manifest.csv: no column \"label\". Columns found: name, split, tag.");
  }

  @Test
  void repeatedColumnNamesAreRefused() throws IOException {
    assertThat(problems("id,split,label,text,text\n", classification(TEXT)))
        .containsExactly("manifest.csv: two columns are named \"text\". Rename one, or remove it.");
  }

  @Test
  void multiLabelCellsHoldAnyNumberOfClasses() throws IOException {
    ManifestSchema schema =
        new ManifestSchema(TaskConfig.Kind.MULTI_LABEL, "label", List.of(), List.of(TEXT));

    assertThat(
            read("id,split,label,text\na,train,x|y,t\nb,validation,,t\nc,test,y,t\n", schema)
                .samples())
        .extracting(sample -> Labels.names(TaskConfig.Kind.MULTI_LABEL, sample.label()))
        .containsExactly(List.of("x", "y"), List.of(), List.of("y"));
    assertThat(
            problems(
                "id,split,label,text\na,train,x||y,t\nb,validation,x|x,t\nc,train,x|,t\n", schema))
        .containsExactly(
            "manifest.csv line 2, column \"label\": a class name is empty. Write the class of the"
                + " sample.",
            "manifest.csv line 3, column \"label\": class name \"x\" stands there twice. Remove"
                + " one.",
            "manifest.csv line 4, column \"label\": a class name is empty. Write the class of the"
                + " sample.");
  }

  @Test
  void regressionLabelsAreFiniteNumbers() throws IOException {
    ManifestSchema schema =
        new ManifestSchema(TaskConfig.Kind.REGRESSION, "y", List.of(), List.of(TEXT));

    assertThat(read("id,split,y,text\na,train,-1.5e2,t\nb,validation,0,t\n", schema).samples())
        .hasSize(2);
    assertThat(
            problems(
                """
                id,split,y,text
                a,train,1d,t
                b,train,,t
                c,validation,Infinity,t
                d,validation,1e99,t
                """,
                schema))
        .hasSize(4)
        .allSatisfy(
            problem ->
                assertThat(problem)
                    .containsAnyOf("is no number", "is too large for a 32-bit float"));
  }

  @Test
  void messageCountsAllProblemsAndShowsTwenty() {
    String rows =
        IntStream.range(0, 25)
            .mapToObj(i -> "r%d,nowhere,x,t%n".formatted(i))
            .collect(Collectors.joining());

    DataException thrown =
        catchThrowableOfType(
            DataException.class, () -> read("id,split,label,text\n" + rows, classification(TEXT)));

    assertThat(thrown.problems()).hasSize(25);
    assertThat(thrown.getMessage().lines()).hasSize(22);
    assertThat(thrown)
        .hasMessageStartingWith(
            "25 problems in 25 rows of " + folder.resolve("manifest.csv") + ":\n")
        .hasMessageEndingWith("… and 5 more");
  }

  @Test
  void filesThatAreNoManifestAreNamed() throws IOException {
    assertThatThrownBy(() -> Manifest.read(folder.resolve("nothing.csv"), classification(TEXT)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("no manifest at " + folder.resolve("nothing.csv"));
    assertThat(problems("", classification(TEXT)))
        .containsExactly("manifest.csv: the manifest is empty. Its first row names the columns.");
    assertThat(problems("id,split,label,text\na,train,x,\"open\n", classification(TEXT)))
        .singleElement()
        .asString()
        .startsWith("manifest.csv line 2 cannot be read as comma-separated values of RFC 4180: ");
    Path latin = folder.resolve("latin.csv");
    Files.write(
        latin, "id,split,label,text\na,train,x,\u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Manifest.read(latin, classification(TEXT)))
        .hasMessage(
            "latin.csv is not UTF-8 text: line 2 has a byte that is none. Save it again as UTF-8.");
  }

  @Test
  void evaluationNeedsNoSplitAndNotEveryModality() throws IOException {
    ManifestSchema schema =
        new ManifestSchema(
            TaskConfig.Kind.CLASSIFICATION, "label", List.of("x", "y"), List.of(IMAGE, TEXT));
    Path file = Files.writeString(folder.resolve("new.csv"), "id,label,text\na,y,t\n");

    Manifest manifest = Manifest.read(file, schema, Manifest.Use.EVALUATION, BadRows.refuse());

    assertThat(manifest.samples()).singleElement().matches(s -> !s.has(0) && s.has(1));
    Path typo = Files.writeString(folder.resolve("typo.csv"), "id,label,txt\na,y,t\n");
    assertThatThrownBy(() -> Manifest.read(typo, schema, Manifest.Use.EVALUATION, BadRows.refuse()))
        .hasMessage("typo.csv: no modality has a column. Columns found: id, label, txt.");
  }

  @Test
  void aModalityIsNotAbsentForASlipOfTheShiftKey() throws IOException {
    Path file = folder.resolve("manifest.csv");
    Files.writeString(file, "id,label,IMAGE ,text\na,x,img/1.png,t\n");
    assertThatThrownBy(
            () ->
                Manifest.read(
                    file, classification(IMAGE, TEXT), Manifest.Use.EVALUATION, BadRows.refuse()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column \"IMAGE \" would be \"image\" in the run file");
  }

  private Manifest read(String text, ManifestSchema schema) throws IOException {
    return Manifest.read(Files.writeString(folder.resolve("manifest.csv"), text), schema);
  }

  private List<String> problems(String text, ManifestSchema schema) throws IOException {
    Path file = Files.writeString(folder.resolve("manifest.csv"), text);
    DataException thrown =
        catchThrowableOfType(DataException.class, () -> Manifest.read(file, schema));
    assertThat(thrown).as("an exception about the data").isNotNull();
    return thrown.problems();
  }

  private static ManifestSchema classification(Source... sources) {
    return new ManifestSchema(TaskConfig.Kind.CLASSIFICATION, "label", List.of(), List.of(sources));
  }
}
