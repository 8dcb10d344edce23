package miles.cli;

import static miles.cli.BrokenFiles.ascii;
import static miles.cli.BrokenFiles.format;
import static miles.cli.BrokenFiles.riff;
import static miles.cli.BrokenFiles.riffChunk;
import static miles.cli.BrokenFiles.wav;
import static miles.cli.BrokenFiles.with;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Paths that may not be named, and pictures and sounds that cannot be decoded. */
final class BrokenMedia {

  private static final int PCM = 1;
  private static final int DATA_LENGTH = 40;

  private BrokenMedia() {}

  /** Cells that name no file of the data set. */
  static List<InputCase> paths() {
    return List.of(
        path("a file that is not there", "img/0412.png"),
        path("a path with two dots", "../secret.png"),
        path("two dots in the middle of a path", "img/../../secret.png"),
        path("an absolute path", "/etc/passwd"),
        path("a folder in place of a file", "img"),
        path("a URL in place of a path", "https://example.org/cat.png"),
        path("a path of another system", "img\\good.png"),
        path("a path with a NUL", "img/good\0.png"),
        path("a path of 5,000 characters", "img/" + "x".repeat(5_000) + ".png"),
        new InputCase(
            "a link that leaves the folder",
            place -> place.picture("img/link.png").link("img/link.png", Path.of("/etc/passwd"))),
        new InputCase(
            "a folder that is a link to outside",
            place -> place.picture("out/passwd").link("out", Path.of("/etc"))),
        new InputCase(
            "a link to nowhere",
            place -> place.picture("img/link.png").link("img/link.png", Path.of("nowhere"))),
        new InputCase(
            "a link to itself",
            place -> place.picture("img/link.png").link("img/link.png", Path.of("link.png"))),
        new InputCase(
            "a device in place of a file",
            place -> place.picture("img/zero.png").link("img/zero.png", Path.of("/dev/zero"))));
  }

  private static InputCase path(String name, String cell) {
    return new InputCase(name, place -> place.picture(cell));
  }

  /** Files that are no pictures, or not those that their headers claim. */
  static List<InputCase> pictures() {
    byte[] good = BrokenFiles.png(3, 2);
    return List.of(
        picture("an empty picture", new byte[0]),
        picture("a text named .png", ascii("no picture")),
        picture("a GIF", ascii("GIF89a\1\0\1\0\0\0\0;")),
        picture("a BMP", ascii("BM\36\0\0\0\0\0\0\0\32\0\0\0\14\0\0\0\1\0\1\0\1\0\30\0")),
        picture("a PNG that ends in its signature", Arrays.copyOf(good, 6)),
        picture("a PNG that ends in its header", Arrays.copyOf(good, 20)),
        picture("a PNG that ends in its data", Arrays.copyOf(good, good.length - 20)),
        picture("a PNG whose header has another checksum", with(good, 29, (byte) 0)),
        picture("a PNG whose data are not compressed", BrokenFiles.png(3, 2, 8, 0, ascii("data"))),
        picture(
            "a PNG with less data than its header claims",
            BrokenFiles.png(300, 200, 8, 0, BrokenFiles.deflated(new byte[8]))),
        picture("a PNG without width", BrokenFiles.png(0, 2, 8, 0, new byte[0])),
        picture("a PNG of a negative height", BrokenFiles.png(3, -2, 8, 0, new byte[0])),
        picture("a PNG bomb", BrokenFiles.png(30_000, 30_000, 8, 6, new byte[0])),
        picture(
            "a PNG of the largest size there is",
            BrokenFiles.png(Integer.MAX_VALUE, Integer.MAX_VALUE, 16, 6, new byte[0])),
        picture("a PNG of an unknown colour", BrokenFiles.png(3, 2, 8, 7, new byte[0])),
        picture("a PNG of 3 bits a pixel", BrokenFiles.png(3, 2, 3, 0, new byte[0])),
        picture("a JPEG that ends in its signature", Arrays.copyOf(BrokenFiles.jpeg(3, 2), 3)),
        picture("a JPEG that ends in its header", Arrays.copyOf(BrokenFiles.jpeg(3, 2), 10)),
        picture("a JPEG without data", BrokenFiles.jpeg(3, 2)),
        picture("a JPEG bomb", BrokenFiles.jpeg(65_500, 65_500)),
        picture("a JPEG without height", BrokenFiles.jpeg(3, 0)),
        picture("a JPEG of two colours", with(BrokenFiles.jpeg(3, 2), 11, (byte) 2)),
        picture(
            "a JPEG segment that is shorter than its length",
            with(BrokenFiles.jpeg(3, 2), 2, (byte) 0xFF, (byte) 0xE0, (byte) 0, (byte) 1)),
        picture(
            "a JPEG that ends before its frame",
            with(BrokenFiles.jpeg(3, 2), 2, (byte) 0xFF, (byte) 0xD9, (byte) 0, (byte) 2)),
        new InputCase(
            "a picture of 300 MB",
            place -> place.picture("img/large.png").sparse("img/large.png", 300L << 20)));
  }

  private static InputCase picture(String name, byte[] bytes) {
    return new InputCase(name, place -> place.picture(bytes));
  }

  /** Files that are no sounds, or not those that their headers claim. */
  static List<InputCase> sounds() {
    byte[] good = wav(8000, 100);
    byte[] data = new byte[200];
    byte[] quiet = {0, 0, (byte) 0x80, 0x3F};
    byte[] noNumber = {0, 0, (byte) 0xC0, 0x7F};
    byte[] huge = {0, 0, (byte) 0x80, 0x7E};
    byte[] loud = {0, 0, (byte) 0x80, (byte) 0xBF};
    byte[] tiny = {1, 0, 0, 0};
    return List.of(
        sound("an empty sound", new byte[0]),
        sound("an MP3", ascii("ID3\3\0\0\0\0\0\0")),
        sound("an Ogg file", ascii("OggS\0\2\0\0\0\0\0\0\0\0")),
        sound("a RIFF of another kind", riff("AVI ", riffChunk("data", data))),
        sound("a RF64 file", with(good, 1, ascii("F64"))),
        sound("a WAV that ends in its header", Arrays.copyOf(good, 30)),
        sound("a WAV that ends in its data", Arrays.copyOf(good, good.length - 50)),
        sound(
            "a WAV that claims more data than it has",
            with(good, DATA_LENGTH, BrokenFiles.little(1 << 30))),
        sound("a WAV that claims 4 GB of data", with(good, DATA_LENGTH, BrokenFiles.little(-1))),
        sound("a WAV that claims to be longer", with(good, 4, BrokenFiles.little(1 << 20))),
        sound("a WAV without format", riff("WAVE", riffChunk("data", data))),
        sound(
            "a WAV whose format comes last",
            riff("WAVE", riffChunk("data", data), riffChunk("fmt ", format(PCM, 1, 8000, 16)))),
        sound("a WAV without data", riff("WAVE", riffChunk("fmt ", format(PCM, 1, 8000, 16)))),
        sound("a WAV without samples", wav(8000, 0)),
        sound("a WAV of no channels", wav(format(PCM, 0, 8000, 16), data)),
        sound("a WAV of 0 Hz", wav(format(PCM, 1, 0, 16), data)),
        sound("a WAV of 4 GHz", wav(format(PCM, 1, -1, 16), data)),
        sound("a WAV of 64-bit floats", wav(format(3, 1, 8000, 64), data)),
        sound("a WAV that is compressed", wav(format(2, 1, 8000, 16), data)),
        sound("a WAV of 12 bits", wav(format(PCM, 1, 8000, 16000, 2, 12), data)),
        sound("a WAV that lies of its bytes a second", wav(format(PCM, 1, 8000, 1, 2, 16), data)),
        sound("a WAV that lies of its blocks", wav(format(PCM, 1, 8000, 16000, 4, 16), data)),
        sound("a WAV with half a sample", wav(format(PCM, 1, 8000, 16), new byte[201])),
        sound("a WAV with too short a format", wav(new byte[12], data)),
        sound("a WAV with a foreign encoding", wav(extensible((byte) 0x99), data)),
        sound(
            "a WAV with a sample that is no number",
            wav(format(3, 1, 8000, 32), Place.join(quiet, noNumber, quiet))),
        sound(
            "a WAV with a sample that is too large",
            wav(format(3, 1, 8000, 32), Place.join(quiet, huge, quiet))),
        new InputCase(
            "a WAV that scaling makes too large",
            place ->
                place
                    .sound(wav(format(3, 1, 8000, 32), Place.join(loud, tiny, loud)))
                    .set("modalities.audio.scaling=maximum")),
        new InputCase(
            "a sound of 3 GB",
            place -> place.sound(new byte[0]).sparse("snd/broken.wav", 3L << 30)));
  }

  private static byte[] extensible(byte tail) {
    byte[] extension = new byte[24];
    extension[0] = 22;
    extension[2] = 16;
    extension[8] = PCM;
    extension[23] = tail;
    return Place.join(format(0xFFFE, 1, 8000, 16), extension);
  }

  private static InputCase sound(String name, byte[] bytes) {
    return new InputCase(name, place -> place.sound(bytes));
  }
}
