package miles.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import miles.config.ModalityConfig;
import miles.config.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fits preprocessing on the training split of a manifest, and on nothing else. */
final class Fitting {

  private static final Logger LOG = LoggerFactory.getLogger(Fitting.class);

  private Fitting() {}

  /**
   * Returns the preprocessing before any statistics: values pass unchanged where statistics would
   * standardise them. Class names are fixed already.
   */
  static Preprocessing unfitted(Manifest manifest, Map<String, ModalityConfig> modalities) {
    List<Preprocessor> preprocessors = new ArrayList<>();
    for (ManifestSchema.Source source : manifest.schema().sources()) {
      ModalityConfig config = modalities.get(source.modality());
      if (config == null) {
        throw new IllegalArgumentException("no settings for modality " + source.modality());
      }
      preprocessors.add(unfitted(source, config));
    }
    ManifestSchema schema = manifest.schema();
    return new Preprocessing(schema.task(), schema.label(), classes(manifest), preprocessors);
  }

  /**
   * Returns the preprocessing with the training split's statistics. Files that cannot be decoded
   * count nothing here; decoding the splits finds them again, with those of every other modality.
   *
   * @throws DataException with every column of numbers that cannot be standardised
   */
  static Preprocessing fit(Preprocessing unfitted, Decoding decoding) {
    Manifest manifest = decoding.manifest();
    Problems problems = new Problems(manifest.file());
    List<Preprocessor> fitted = new ArrayList<>();
    for (int m = 0; m < unfitted.modalities().size(); m++) {
      Preprocessor each = unfitted.modalities().get(m);
      if (each instanceof TabularPreprocessor tabular) {
        fitted.add(numbers(tabular.modality(), tabular.columns(), training(manifest, m), problems));
      } else if (each instanceof AudioPreprocessor audio && audio.standardize()) {
        fitted.add(fit(audio, training(manifest, m), decoding));
      } else {
        fitted.add(each);
      }
    }
    problems.throwIfAny(manifest.file().toString());
    return new Preprocessing(unfitted.task(), unfitted.label(), unfitted.classes(), fitted);
  }

  /** Returns how many samples {@link #fit} decodes. */
  static int work(Preprocessing unfitted, Manifest manifest) {
    int samples = 0;
    for (int m = 0; m < unfitted.modalities().size(); m++) {
      if (unfitted.modalities().get(m) instanceof AudioPreprocessor audio && audio.standardize()) {
        samples += training(manifest, m).size();
      }
    }
    return samples;
  }

  /** Returns the training samples that have a modality, with this modality alone. */
  static List<Sample> training(Manifest manifest, int modality) {
    return manifest.samples(Split.TRAIN).stream()
        .filter(sample -> sample.has(modality))
        .map(sample -> sample.only(modality))
        .toList();
  }

  /**
   * Returns the preprocessing of some columns of numbers.
   *
   * @param train the training samples that have the columns, with them alone
   * @param problems collects the columns that cannot be standardised
   */
  static TabularPreprocessor numbers(
      String modality, List<String> columns, List<Sample> train, Problems problems) {
    Standardization statistics = new Standardization(columns.size());
    for (Sample sample : train) {
      statistics.addRow(((Cell.Numbers) sample.cells().get(0)).values(), 0);
    }
    for (int column = 0; column < columns.size(); column++) {
      if (statistics.count(column) == 0) {
        problems.addFile(
            "column \"%s\" is empty in every row of split train. Fill it, or remove it from the run file, or from the manifest where no run file names it."
                .formatted(Shown.value(columns.get(column))));
      } else if (!statistics.isFinite(column)) {
        problems.addFile(
            "column \"%s\" of split train has values so far apart that their distance is no 32-bit float. Divide the column by a constant."
                .formatted(Shown.value(columns.get(column))));
      }
    }
    return new TabularPreprocessor(modality, columns, statistics.means(), statistics.deviations());
  }

  private static Preprocessor fit(AudioPreprocessor audio, List<Sample> train, Decoding decoding) {
    Standardization statistics = new Standardization(audio.columns());
    decoding.run(
        List.of(audio),
        List.of(train),
        (part, row, batch) -> {
          int end = batch.size() * audio.feature().size();
          for (int at = 0; at < end; at += audio.columns()) {
            statistics.addRow(batch.floats(0), at);
          }
        });
    return audio.standardised(statistics.means(), statistics.deviations());
  }

  private static Preprocessor unfitted(ManifestSchema.Source source, ModalityConfig config) {
    String name = source.modality();
    if (config instanceof ModalityConfig.Image image) {
      return new ImagePreprocessor(
          name, image.column(), image.height(), image.width(), image.channels());
    }
    if (config instanceof ModalityConfig.Audio audio) {
      AudioPreprocessor sound = AudioPreprocessor.unfitted(name, audio);
      warnOfEmptyBands(sound);
      return sound;
    }
    if (config instanceof ModalityConfig.Text text) {
      return new TextPreprocessor(
          name, text.column(), text.tokens(), text.lowercase(), text.length(), text.buckets());
    }
    int columns = source.columns().size();
    return new TabularPreprocessor(
        name,
        source.columns(),
        Standardization.noMeans(columns),
        Standardization.noDeviations(columns));
  }

  private static void warnOfEmptyBands(AudioPreprocessor sound) {
    int empty = MelFilterbank.empty(sound.filters());
    if (empty > 0) {
      LOG.warn(
          "Modality {}: {} of {} mel bands are narrower than the spectrum's bins and always silent;"
              + " lower mel_bins or raise frame_length.",
          sound.modality(),
          empty,
          sound.melBins());
    }
  }

  /** Returns the run file's classes, or the sorted names of the training split. */
  private static List<String> classes(Manifest manifest) {
    ManifestSchema schema = manifest.schema();
    if (!schema.classes().isEmpty()) {
      return schema.classes();
    }
    return manifest.samples(Split.TRAIN).stream()
        .flatMap(sample -> Labels.names(schema.task(), sample.label()).stream())
        .distinct()
        .sorted()
        .toList();
  }
}
