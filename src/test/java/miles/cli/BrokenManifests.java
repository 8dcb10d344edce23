package miles.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Manifests that cannot be used. */
final class BrokenManifests {

  private BrokenManifests() {}

  /** What is wrong with a manifest as a whole. */
  static List<InputCase> structure() {
    return List.of(
        new InputCase(
            "a column without a name, looked at without a run file",
            place ->
                place
                    .manifest("id,split,label,text,\na,train,cat,one,1\n")
                    .command("data", "check", "manifest.csv")),
        new InputCase(
            "a column in other capitals",
            place ->
                place.manifest(
                    (Place.HEADER + Place.ROWS)
                        .replace("n.x", "n.x,N.y")
                        .replace("one,1", "one,1,1"))),
        new InputCase("no manifest", place -> place.remove("manifest.csv")),
        new InputCase("a folder", place -> place.remove("manifest.csv").mkdir("manifest.csv")),
        new InputCase(
            "a device",
            place -> place.remove("manifest.csv").link("manifest.csv", Path.of("/dev/null"))),
        new InputCase("an empty manifest", place -> place.manifest("")),
        new InputCase("a byte-order mark alone", place -> place.manifest("\uFEFF")),
        new InputCase("line breaks alone", place -> place.manifest("\r\n\n\n")),
        new InputCase("a header alone", place -> place.manifest(Place.HEADER)),
        encoded("UTF-16 with its mark", "\uFEFF", StandardCharsets.UTF_16LE),
        encoded("big-endian UTF-16 with its mark", "\uFEFF", StandardCharsets.UTF_16BE),
        encoded("UTF-16 without a mark", "", StandardCharsets.UTF_16LE),
        new InputCase(
            "Latin-1",
            place ->
                place.manifest(
                    Place.HEADER + Place.ROWS + "e,train,cat,sch\u00f6n,1\n",
                    StandardCharsets.ISO_8859_1)),
        new InputCase(
            "a picture in place of a manifest",
            place -> place.bytes("manifest.csv", BrokenFiles.png(3, 2))),
        new InputCase(
            "semicolons between columns",
            place -> place.manifest((Place.HEADER + Place.ROWS).replace(',', ';'))),
        new InputCase(
            "tabs between columns",
            place -> place.manifest((Place.HEADER + Place.ROWS).replace(',', '\t'))),
        header("no column id", "name,split,label,text,n.x"),
        header("no column split", "id,part,label,text,n.x"),
        header("no column label", "id,split,class,text,n.x"),
        header("no column of a text", "id,split,label,note,n.x"),
        header("no column of numbers", "id,split,label,text,x"),
        header("white space around names of columns", "id, split, label, text, n.x"),
        header("names of columns in capitals", "ID,Split,Label,Text,N.x"),
        header("two columns of one name", "id,split,label,text,text"),
        header("no header", "z,train,cat,one,1"),
        new InputCase(
            "a quote that is never closed", place -> place.rows("e,train,cat,\"five,5\n")),
        new InputCase(
            "text after a closing quote", place -> place.rows("e,train,cat,\"five\" six,5\n")),
        new InputCase(
            "a row of 17 million characters",
            place -> place.rows("e,train,cat,\"" + "five ".repeat(17_000_000 / 5) + "\",5\n")),
        new InputCase(
            "a row that never ends",
            place -> place.rows("e,train,cat,\"" + "five\n".repeat(17_000_000 / 5))));
  }

  private static InputCase encoded(String name, String mark, Charset encoding) {
    return new InputCase(name, place -> place.manifest(mark + Place.HEADER + Place.ROWS, encoding));
  }

  private static InputCase header(String name, String header) {
    return new InputCase(name, place -> place.manifest(header + "\n" + Place.ROWS));
  }

  /** What is wrong with rows, or between them. */
  static List<InputCase> rows() {
    return List.of(
        row("too few cells", "e,train,cat,five\n"),
        row("too many cells", "e,train,cat,five, or six,5\n"),
        row("an id that occurs twice", "a,train,cat,five,5\n"),
        row("no id", ",train,cat,five,5\n"),
        row("an unknown split", "e,dev,cat,five,5\n"),
        row("a split in capitals", "e,Train,cat,five,5\n"),
        row("no split", "e,,cat,five,5\n"),
        row("no label", "e,train,,five,5\n"),
        row("white space around a label", "e,train, cat,five,5\n"),
        row("no modality", "e,train,cat,,\n"),
        row("a NUL in a cell", "e,train,cat,fi\0ve,5\n"),
        row("characters that a terminal obeys", "e,\u001b[2Jtrain\u202e,cat,five,5\n"),
        row("line breaks in a split", "e,\"train\n\rtest\",cat,five,5\n"),
        row("a split of a million characters", "e," + "train".repeat(200_000) + ",cat,five,5\n"),
        row("a class with a line break", "e,train,\"bi\nrd\",five,5\n"),
        row("a class in the test split alone", "e,test,bird,five,5\n"),
        row("a class in the validation split alone", "e,validation,bird,five,5\n"),
        new InputCase(
            "a class that the run file does not name",
            place -> place.rows("e,train,bird,five,5\n").set("task.classes=[cat, dog]")),
        new InputCase(
            "two bad rows and a good one between",
            place -> place.rows("e,train,cat,five\nf,train,cat,six,6\ng,dev,cat,seven,VII\n")),
        new InputCase("25 bad rows", place -> place.rows(bad(25))),
        new InputCase("100,000 bad rows", place -> place.rows(bad(100_000))),
        new InputCase(
            "no training rows",
            place -> place.manifest(Place.HEADER + "c,validation,cat,three,3\n")),
        new InputCase(
            "no validation rows",
            place -> place.manifest(Place.HEADER + "a,train,cat,one,1\nb,train,dog,two,2\n")),
        new InputCase(
            "one class",
            place ->
                place.manifest(Place.HEADER + "a,train,cat,one,1\nc,validation,cat,three,3\n")),
        new InputCase(
            "a modality that never occurs in training",
            place ->
                place.manifest(
                    Place.HEADER + "a,train,cat,,1\nb,train,dog,,2\nc,validation,cat,three,3\n")),
        new InputCase(
            "a column of numbers that is empty in training",
            place ->
                place.manifest(
                    """
                    id,split,label,text,n.x,n.y
                    a,train,cat,one,1,
                    b,train,dog,two,2,
                    c,validation,cat,three,3,3
                    """)),
        multiLabel("no name between two bars", "cat||dog"),
        multiLabel("a bar at the end", "cat|"),
        multiLabel("a class twice in one cell", "cat|cat"));
  }

  private static InputCase row(String name, String row) {
    return new InputCase(name, place -> place.rows(row));
  }

  private static String bad(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(i -> "r" + i + ",train,cat,five," + i + "x\n")
        .collect(Collectors.joining());
  }

  private static InputCase multiLabel(String name, String label) {
    return new InputCase(
        name, place -> place.task("multi-label").rows("e,train," + label + ",five,5\n"));
  }

  /** Numbers that are none, or too much. */
  static List<InputCase> numbers() {
    return List.of(
        number("not a number", "NaN"),
        number("infinity", "Infinity"),
        number("minus infinity", "-inf"),
        number("more than a float holds", "1e99"),
        number("a decimal comma", "\"1,5\""),
        number("a hexadecimal number", "0x1F"),
        number("a number of Java's", "1d"),
        number("digits in groups", "1_000"),
        number("a word", "five"),
        number("a percentage", "5%"),
        number("Arabic digits", "\u0661\u0662"),
        number("a million digits", "9".repeat(1_000_000)),
        new InputCase(
            "numbers whose distance is no float",
            place ->
                place.manifest(
                    Place.HEADER
                        + "a,train,cat,one,3.3e38\nb,train,dog,two,3.3e38\ne,train,dog,two,-3.3e38\nc,validation,cat,x,0\n")),
        new InputCase(
            "a number too far from the training mean",
            place ->
                place.manifest(
                    Place.HEADER
                        + "a,train,cat,one,0\nb,train,dog,two,1e-5\nc,validation,cat,x,3e38\n")),
        target("a target that is no number", "NaN"),
        target("no target", ""),
        target("a target with a decimal comma", "\"1,5\""),
        target("a target that a float does not hold", "1e39"),
        target("a target whose square is no float", "-1e30"));
  }

  private static InputCase number(String name, String cell) {
    return new InputCase(name, place -> place.rows("e,train,cat,five," + cell + "\n"));
  }

  private static InputCase target(String name, String cell) {
    return new InputCase(
        name,
        place -> {
          place.task("regression");
          place.manifest(
              Place.HEADER
                  + "a,train,1,one,1\nb,train,"
                  + cell
                  + ",two,2\nc,validation,0.5,three,3\n");
        });
  }
}
