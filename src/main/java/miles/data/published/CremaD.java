package miles.data.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import miles.data.DataException;
import miles.data.LoadOptions;
import miles.data.Split;

/**
 * Emotions in voice and face: a WAV file a clip, and frames of its video.
 *
 * <pre>
 *   AudioWAV/1001_DFA_ANG_XX.wav           actor, sentence, emotion, level
 *   frames/1001_DFA_ANG_XX/001.jpg …       JPEG or PNG, made from VideoFlash/ by ffmpeg
 * </pre>
 *
 * <p>A clip's picture is its middle frame in the order of the names, the later of two. A clip
 * without frames has no picture. The publisher has no split; this one keeps every actor in one
 * split, see {@link Holdout#byName}.
 *
 * <p>Source: H. Cao and others, "CREMA-D: Crowd-sourced Emotional Multimodal Actors Dataset", IEEE
 * Transactions on Affective Computing 5, 2014; the names are those of its repository
 * CheyneyComputerScience/CREMA-D.
 */
final class CremaD {

  private static final Pattern NAME =
      Pattern.compile("(?<actor>\\d{4})_[A-Z]{3}_(?<emotion>[A-Z]{3})_(LO|MD|HI|XX?)\\.wav");
  private static final Map<String, String> EMOTIONS =
      Map.of(
          "ANG", "anger",
          "DIS", "disgust",
          "FEA", "fear",
          "HAP", "happy",
          "NEU", "neutral",
          "SAD", "sad");
  private static final int LEAST_ACTORS = 3;

  private CremaD() {}

  private record Clip(Path sound, String name, String actor, String emotion) {

    static Clip of(Path sound) {
      String file = String.valueOf(sound.getFileName());
      Matcher matcher = NAME.matcher(file);
      String emotion = matcher.matches() ? EMOTIONS.get(matcher.group("emotion")) : null;
      if (emotion == null) {
        throw new DataException(
            "%s: its name is not actor_sentence_emotion_level.wav with an emotion of ANG, DIS, FEA, HAP, NEU or SAD, such as 1001_DFA_ANG_XX.wav. Rename it, or move it out of the folder."
                .formatted(sound));
      }
      String name = file.substring(0, file.length() - ".wav".length());
      return new Clip(sound, name, matcher.group("actor"), emotion);
    }
  }

  static ImportSummary load(Path source, Path out, LoadOptions.Progress progress)
      throws IOException {
    Path sounds = source.resolve("AudioWAV");
    Path frames = source.resolve("frames");
    PublishedFile.checkFolder(sounds, "a WAV file a clip");
    PublishedFile.checkFolder(
        frames, "a folder of frames a clip, which ffmpeg makes from VideoFlash");
    List<Clip> clips = list(sounds, ".wav").stream().map(Clip::of).toList();
    List<String> actors = clips.stream().map(Clip::actor).distinct().toList();
    if (actors.size() < LEAST_ACTORS) {
      throw new DataException(
          "%s has clips of %d actors; a split by actor needs at least %d. Fetch the whole set."
              .formatted(sounds, actors.size(), LEAST_ACTORS));
    }
    Map<String, Split> splits = Holdout.byName(actors);
    int without = 0;
    int mute = 0;
    try (SetWriter writer = new SetWriter(out, List.of("image", "audio"), clips.size(), progress)) {
      for (Clip clip : clips) {
        String image = image(writer, frames.resolve(clip.name()), clip);
        without += image.isEmpty() ? 1 : 0;
        // The published set has a clip whose file has a header alone, 1076_MTI_SAD_XX.wav.
        boolean audible = hasSamples(clip.sound());
        mute += audible ? 0 : 1;
        String audio = audible ? writer.link(clip.sound(), "audio/" + clip.name() + ".wav") : "";
        Split split = splits.getOrDefault(clip.actor(), Split.TRAIN);
        writer.row(clip.name(), split, clip.emotion(), List.of(image, audio));
      }
      if (without == clips.size()) {
        throw new DataException(
            "%s has no frames of any clip: it needs a folder of JPEG or PNG files named like each WAV file. Make them with ffmpeg; docs/datasets.md has the command."
                .formatted(frames));
      }
      writer.note(without, "Clips without frames: %d; their image is absent.");
      writer.note(mute, "Clips without a sample of sound: %d; their audio is absent.");
      return writer.summary();
    }
  }

  /** A file that is no WAV file at all is left to {@code miles data check}, which says why. */
  private static boolean hasSamples(Path sound) throws IOException {
    PublishedFile.check(sound);
    try {
      return AudioSystem.getAudioFileFormat(sound.toFile()).getFrameLength() != 0;
    } catch (UnsupportedAudioFileException e) {
      return true;
    }
  }

  private static String image(SetWriter writer, Path folder, Clip clip) throws IOException {
    List<Path> frames =
        Files.isDirectory(folder) ? list(folder, ".jpg", ".jpeg", ".png") : List.of();
    if (frames.isEmpty()) {
      return "";
    }
    Path frame = frames.get(frames.size() / 2);
    String name = frame.getFileName().toString().toLowerCase(Locale.ROOT);
    return writer.link(frame, "images/" + clip.name() + name.substring(name.lastIndexOf('.')));
  }

  private static List<Path> list(Path folder, String... endings) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (Stream.of(endings).anyMatch(name::endsWith)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
