package miles.cli;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a user may well hand in, and what is taken. */
final class OddInputs {

  private OddInputs() {}

  static List<InputCase> all() {
    return List.of(
        new InputCase(
            "a byte-order mark", place -> place.manifest("\uFEFF" + Place.HEADER + Place.ROWS)),
        new InputCase(
            "lines of Windows",
            place -> place.manifest((Place.HEADER + Place.ROWS).replace("\n", "\r\n"))),
        new InputCase(
            "no line break at the end",
            place -> place.manifest((Place.HEADER + Place.ROWS).strip())),
        new InputCase("empty lines", place -> place.rows("\n\n\ne,train,cat,five,5\n\n")),
        new InputCase(
            "quotes, commas and line breaks in cells",
            place -> place.rows("\"e \"\"x\"\"\",train,cat,\"five,\nor more\",\"5\"\n")),
        new InputCase(
            "other columns in another order",
            place ->
                place.manifest(
                    """
                    note,n.x,text,label,split,id
                    ,1,one,cat,train,a
                    ,2,two,dog,train,b
                    ,3,three,cat,validation,c
                    ,4,four,dog,test,d
                    """)),
        new InputCase(
            "names that are not ASCII",
            place -> place.rows("\u00e9\ud83d\ude00,train,\u732b,\u0438 \u0644,5\n")),
        new InputCase(
            "characters that a terminal obeys in a class",
            place -> place.rows("e,train,\u001b[31mcat,five,5\n")),
        new InputCase(
            "a column of one number",
            place ->
                place.manifest(
                    Place.HEADER
                        + "a,train,cat,one,7\nb,train,dog,two,7\nc,validation,cat,x,7\nd,test,dog,y,7\n")),
        new InputCase(
            "numbers near the ends of a float",
            place ->
                place.rows("e,train,cat,five,1e38\nf,train,dog,six,1e-45\ng,test,cat,x,1e-99\n")),
        new InputCase(
            "one sample in every split",
            place ->
                place
                    .task("regression")
                    .manifest(
                        Place.HEADER
                            + "a,train,1,one,1\nc,validation,2,three,3\nd,test,3,four,4\n")),
        new InputCase(
            "no test split",
            place ->
                place.manifest(
                    Place.HEADER + "a,train,cat,one,1\nb,train,dog,two,2\nc,validation,cat,x,3\n")),
        new InputCase(
            "a class of the training split alone", place -> place.rows("e,train,bird,five,5\n")),
        new InputCase(
            "a text of a million characters",
            place -> place.rows("e,train,cat," + "word ".repeat(200_000) + ",5\n")),
        new InputCase("10,000 columns of numbers", place -> place.manifest(wide(10_000))),
        new InputCase(
            "labels that are absent", place -> place.task("multi-label").rows("e,train,,five,5\n")),
        new InputCase(
            "a link inside the folder",
            place -> place.picture("link.png").link("link.png", Path.of("img/good.png"))),
        new InputCase(
            "a path with spaces",
            place ->
                place.picture("my img/a b.png").bytes("my img/a b.png", BrokenFiles.png(3, 2))),
        new InputCase(
            "a colour picture among grey ones",
            place -> place.picture(BrokenFiles.picture("png", BufferedImage.TYPE_INT_ARGB))),
        new InputCase(
            "a JPEG named .png",
            place -> place.picture(BrokenFiles.picture("jpg", BufferedImage.TYPE_BYTE_GRAY))),
        new InputCase(
            "a picture of 16 bits",
            place -> place.picture(BrokenFiles.picture("png", BufferedImage.TYPE_USHORT_GRAY))),
        new InputCase("a picture of one pixel", place -> place.picture(BrokenFiles.png(1, 1))),
        new InputCase(
            "a picture that is a million times wider than high",
            place -> place.picture(BrokenFiles.png(1_000_000, 1))),
        new InputCase(
            "a sound of another rate", place -> place.sound(BrokenFiles.wav(44_100, 500))),
        new InputCase("a sound of one sample", place -> place.sound(BrokenFiles.wav(8000, 1))),
        new InputCase("a sound of one hertz", place -> place.sound(BrokenFiles.wav(1, 10))),
        new InputCase(
            "a sound of 100 channels",
            place ->
                place.sound(
                    BrokenFiles.wav(BrokenFiles.format(1, 100, 8000, 16), new byte[200 * 50]))),
        new InputCase(
            "what follows the data of a sound",
            place ->
                place.sound(
                    Place.join(
                        BrokenFiles.wav(8000, 100), "junk".getBytes(StandardCharsets.UTF_8)))));
  }

  private static String wide(int columns) {
    String header =
        IntStream.range(0, columns).mapToObj(i -> ",n." + i).collect(Collectors.joining());
    String cells =
        IntStream.range(0, columns).mapToObj(i -> "," + i % 7).collect(Collectors.joining());
    return "id,split,label,text"
        + header
        + "\na,train,cat,one"
        + cells
        + "\nb,train,dog,two"
        + cells.replace('1', '2')
        + "\nc,validation,cat,three"
        + cells
        + "\n";
  }
}
