package miles.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Any bytes as saved_model.pb: read, checked, summed up and its encoders taken out, or refused. */
public final class SavedModelFuzz {

  private SavedModelFuzz() {}

  /** The entry that Jazzer and {@code FuzzTest} call. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path folder = Files.createTempDirectory("model-fuzz");
    Path file = folder.resolve("saved_model.pb");
    Path variables = folder.resolve("variables");
    try {
      Files.write(file, input);
      ModelFolders.variables(folder, "variables.index", "variables.data-00000-of-00001");
      attempt(folder);
    } finally {
      Files.delete(file);
      Files.delete(variables.resolve("variables.index"));
      Files.delete(variables.resolve("variables.data-00000-of-00001"));
      Files.delete(variables);
      Files.delete(folder);
    }
  }

  private static void attempt(Path folder) {
    SavedModelFile model;
    try {
      model = SavedModelFile.read(folder);
    } catch (SavedModelException e) {
      return;
    }
    try {
      ModelSummary.of(model);
    } catch (SavedModelException e) {
      // What cannot be summed up is refused below as well, or is another part of the model.
    }
    for (String signature : model.signatures().keySet()) {
      try {
        EncoderImport.read(
            model, new EncoderSelection(signature, Optional.empty(), Optional.empty()));
      } catch (SavedModelException e) {
        // A refusal is no finding.
      }
    }
  }
}
