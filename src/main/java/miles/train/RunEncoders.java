package miles.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import miles.config.EncoderConfig.SavedModel;
import miles.config.EncoderConfig.SavedModel.Start;
import miles.config.RunConfig;
import miles.interop.ImportedEncoders;
import miles.interop.Trust;

/**
 * Where a run's imported encoders come from: a new run's out of their SavedModels, a resumed run's
 * out of its own folder, so that the SavedModels may have been moved or deleted since.
 */
public final class RunEncoders {

  private RunEncoders() {}

  /**
   * Returns the imported encoders of a run that is about to be trained.
   *
   * @param config the resolved run file
   * @param folder the run's folder
   * @param trust whether the SavedModels of a new run are checked before anything of them is run
   * @throws miles.interop.SavedModelException if a SavedModel cannot be imported, or a file of the
   *     run's encoders is missing
   * @throws RunFolderException if a SavedModel is still where it was and has changed since
   */
  public static ImportedEncoders open(RunConfig config, RunFolder folder, Trust trust)
      throws IOException {
    Path checkpoints = folder.layout().checkpoints();
    boolean trained = folder.resumes() && new Checkpoints(checkpoints).any();
    if (!trained) {
      return ImportedEncoders.load(config, trust);
    }
    return readUnchanged(config, folder.layout());
  }

  /**
   * Reads the imported encoders of a run that was trained before.
   *
   * @param config the resolved run file
   * @param layout the run's folder
   * @throws miles.interop.SavedModelException if a file of the run's encoders is missing
   * @throws RunFolderException if a SavedModel is still where it was and has changed since
   */
  public static ImportedEncoders readUnchanged(RunConfig config, RunLayout layout)
      throws IOException {
    ImportedEncoders imported = ImportedEncoders.read(config, layout.encoders());
    for (Map.Entry<String, SavedModel> each : ImportedEncoders.ofKind(config).entrySet()) {
      Path source = each.getValue().folder();
      if (Files.isDirectory(source)
          && !ImportedEncoders.contentHash(source)
              .equals(imported.of(each.getKey()).graph().contentHash())) {
        throw new RunFolderException(
            "%s was trained with another content of the SavedModel %s. Restore it, move it away, or train into another folder."
                .formatted(layout.folder(), source));
      }
    }
    return imported;
  }

  /**
   * Requires that a training that starts at the first epoch knows what pretrained variables start
   * from.
   *
   * @throws RunFolderException if a resumed run lost its checkpoints
   */
  static void requireValues(RunConfig config, ImportedEncoders imported) {
    ImportedEncoders.ofKind(config)
        .forEach(
            (modality, encoder) -> {
              boolean given =
                  imported.of(modality).values().size()
                      == imported.of(modality).graph().variables().size();
              if (encoder.initial() == Start.PRETRAINED && !given) {
                throw new RunFolderException(
                    "No undamaged checkpoint is left that holds the encoder of %s. Train anew with --overwrite."
                        .formatted(modality));
              }
            });
  }
}
