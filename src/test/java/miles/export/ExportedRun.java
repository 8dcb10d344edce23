package miles.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.Batch;
import miles.data.Dataset;
import miles.data.LoadOptions;
import miles.data.LoadedData;
import miles.data.Split;
import miles.export.proto.PredictRequest;
import miles.export.proto.PredictionLog;
import miles.train.Evaluator;
import miles.train.RunFolder;
import miles.train.TrainedRun;
import miles.train.Trainer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * A run that was trained in a test and the model that it exported.
 *
 * @param folder the run's folder
 * @param model the folder of the exported version
 */
record ExportedRun(Path folder, Path model) {

  /** Trains a run and exports its best epoch. */
  static ExportedRun train(RunConfig config, Path folder) throws IOException {
    LoadedData data = LoadedData.load(config, LoadOptions.inMemory(config.training().threads()));
    try (RunFolder run = RunFolder.open(folder, RunFolder.Existing.REFUSE)) {
      new Trainer(config, data, List.of()).train(run);
    }
    return new ExportedRun(folder, export(folder));
  }

  static Path export(Path folder) throws IOException {
    try (TrainedRun run = TrainedRun.open(folder)) {
      return new SavedModelWriter(
              run.config(), run.preprocessing(), run.imported(), RunFile.write(run.config()))
          .write(run.checkpoint().variables(), run.layout().model());
    }
  }

  SavedModelBundle load() {
    return SavedModelBundle.load(model.toString(), "serve");
  }

  /** Loads the test split as the evaluator does. */
  Dataset testSplit() throws IOException {
    try (TrainedRun run = TrainedRun.open(folder)) {
      return Dataset.load(
          run.config().data().manifest(),
          run.preprocessing(),
          Split.TEST,
          LoadOptions.inMemory(run.config().training().threads()));
    }
  }

  /**
   * Returns the probabilities that the evaluator computes for a data set, the other modalities
   * absent: {@code [rows, outputs]}.
   */
  float[] evaluated(Dataset data, Set<String> present) throws IOException {
    try (TrainedRun run = TrainedRun.open(folder);
        Evaluator evaluator = run.fused()) {
      float[] all = new float[data.size() * data.outputs()];
      Batch batch = data.batch(run.config().training().evaluationBatchSize());
      int[] rows = IntStream.range(0, data.size()).toArray();
      for (int row = 0; row < data.size(); row += batch.size()) {
        data.read(rows, row, Math.min(batch.capacity(), data.size() - row), batch);
        for (int m = 0; m < batch.features().size(); m++) {
          if (!present.contains(batch.features().get(m).modality())) {
            Arrays.fill(batch.presence(m), 0);
          }
        }
        float[] values = evaluator.predict(batch).byName().values().iterator().next();
        System.arraycopy(values, 0, all, row * data.outputs(), batch.size() * data.outputs());
      }
      return all;
    }
  }

  /** Returns the rows of the test split of a manifest. */
  static List<CSVRecord> testRows(Path manifest) throws IOException {
    try (CSVParser parser =
        CSVParser.parse(
            Files.newBufferedReader(manifest),
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      return parser.stream().filter(row -> row.get("split").equals("test")).toList();
    }
  }

  /** Asks a signature and returns one output's numbers. */
  static float[] ask(
      SavedModelBundle bundle, String signature, Map<String, Tensor> inputs, String output) {
    try (Result result = bundle.function(signature).call(inputs)) {
      TFloat32 tensor = (TFloat32) result.get(output).orElseThrow();
      float[] values = new float[(int) tensor.size()];
      tensor.asRawTensor().data().asFloats().read(values);
      return values;
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  /** Returns a batch of byte strings. */
  static TString bytes(List<byte[]> items) {
    NdArray<byte[]> array = NdArrays.ofObjects(byte[].class, Shape.of(items.size()));
    for (int i = 0; i < items.size(); i++) {
      array.setObject(items.get(i), i);
    }
    return TString.tensorOfBytes(array);
  }

  /** Returns the files that a column names, in the rows for which they are wanted, else nothing. */
  static TString files(Path manifest, List<CSVRecord> rows, String column, boolean[] present)
      throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      files.add(
          present[i]
              ? Files.readAllBytes(manifest.resolveSibling(rows.get(i).get(column)))
              : new byte[0]);
    }
    return bytes(files);
  }

  /** Reads a model's warm-up requests by TensorFlow's own reader, which checks every checksum. */
  static List<PredictionLog> warmup(Path model) throws IOException {
    List<PredictionLog> logs = new ArrayList<>();
    Path file = model.resolve("assets.extra/tf_serving_warmup_requests");
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var files = tf.io.fifoQueue(List.of(TString.class));
      var enqueue = tf.io.queueEnqueue(files, List.of(tf.constant(file.toString())));
      var close = tf.io.queueClose(files);
      var record = tf.io.readerRead(tf.io.tfRecordReader(), files).value();
      try (Session session = new Session(graph)) {
        session.runner().addTarget(enqueue).run().close();
        session.runner().addTarget(close).run().close();
        while (true) {
          try (Result result = session.runner().fetch(record).run()) {
            logs.add(PredictionLog.parseFrom(((TString) result.get(0)).asBytes().getObject()));
          }
        }
      } catch (TFOutOfRangeException e) {
        return logs; // the end of the file
      }
    }
  }

  /** Returns the inputs of a request as TensorFlow's own parser reads them. */
  static Map<String, Tensor> tensors(PredictRequest request) {
    Map<String, Tensor> tensors = new HashMap<>();
    request.getInputsMap().forEach((name, proto) -> tensors.put(name, parse(proto.toByteArray())));
    return tensors;
  }

  private static Tensor parse(byte[] tensorProto) {
    try (Graph graph = new Graph();
        TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(tensorProto))) {
      Ops tf = Ops.create(graph);
      Class<? extends TType> type =
          switch (TensorProto.parseFrom(tensorProto).getDtype()) {
            case DT_FLOAT -> TFloat32.class;
            case DT_INT32 -> TInt32.class;
            default -> TString.class;
          };
      var serialized = tf.placeholder(TString.class);
      Operand<?> tensor = tf.io.parseTensor(serialized, type);
      try (Session session = new Session(graph)) {
        return session.runner().feed(serialized, bytes).fetch(tensor).run().get(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
