package miles.export;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorInfo;

/**
 * Files that travel inside a SavedModel, in {@code assets/}, and the entries of saved_model.pb that
 * name them.
 *
 * <p>TensorFlow Java's exporter writes neither assets nor the version of TensorFlow; both are added
 * to the proto here, as Python's writer does.
 */
final class SavedModelAssets {

  private static final long SCHEMA_VERSION = 1;
  private static final String COLLECTION = "saved_model_assets";
  private static final String ASSET_TYPE = "type.googleapis.com/tensorflow.AssetFileDef";

  private final Map<String, byte[]> contents;

  /**
   * @param contents the content of each asset by file name
   */
  SavedModelAssets(Map<String, byte[]> contents) {
    this.contents = new TreeMap<>(contents); // in one order, so that equal models are equal files
  }

  /**
   * Adds one string constant a file to the graph: the loader refers to an asset by such a tensor.
   */
  void addTo(Ops tf) {
    contents.keySet().forEach(file -> tf.withName(tensorName(file)).constant(file));
  }

  /** Writes the files and names them in the SavedModel of the folder. */
  void writeTo(Path folder) throws IOException {
    Path assets = Files.createDirectories(folder.resolve("assets"));
    for (Map.Entry<String, byte[]> content : contents.entrySet()) {
      Files.write(assets.resolve(content.getKey()), content.getValue());
    }
    Path file = folder.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    model.setSavedModelSchemaVersion(SCHEMA_VERSION);
    describe(model.getMetaGraphsBuilder(0));
    write(model.build(), file);
  }

  /** Writes maps in the order of their keys, so that equal models are equal files. */
  private static void write(SavedModel model, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      coded.useDeterministicSerialization();
      model.writeTo(coded);
      coded.flush();
    }
  }

  private void describe(MetaGraphDef.Builder graph) {
    graph.getMetaInfoDefBuilder().setTensorflowVersion(TensorFlow.version());
    CollectionDef.AnyList.Builder collection = CollectionDef.AnyList.newBuilder();
    for (String file : contents.keySet()) {
      AssetFileDef asset =
          AssetFileDef.newBuilder()
              .setFilename(file)
              .setTensorInfo(TensorInfo.newBuilder().setName(tensorName(file) + ":0"))
              .build();
      graph.addAssetFileDef(asset);
      collection.addValue(
          com.google.protobuf.Any.newBuilder()
              .setTypeUrl(ASSET_TYPE)
              .setValue(asset.toByteString()));
    }
    graph.putCollectionDef(COLLECTION, CollectionDef.newBuilder().setAnyList(collection).build());
  }

  private static String tensorName(String file) {
    return "asset_" + file.replace('.', '_');
  }
}
