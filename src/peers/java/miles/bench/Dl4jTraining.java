package miles.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import miles.config.EncoderConfig;
import miles.config.RunConfig;
import miles.data.Dataset;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Trains in Deeplearning4j. Owns the network. */
final class Dl4jTraining extends PeerTraining {

  private final ComputationGraph network;

  Dl4jTraining(RunConfig config, Dataset data) {
    super(config, data);
    if (config.training().threads() > 0) {
      throw new IllegalArgumentException(
          "Deeplearning4j takes all cores; leave training.threads at 0");
    }
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(config.training().seed())
            .updater(new Adam(config.optimizer().learningRate()))
            .graphBuilder();
    List<String> modalities = List.copyOf(config.modalities().keySet());
    graph.addInputs(modalities);
    graph.setInputTypes(
        IntStream.range(0, modalities.size()).mapToObj(this::input).toArray(InputType[]::new));
    List<String> outputs = new ArrayList<>(List.of("full"));
    for (String modality : modalities) {
      encoder(graph, modality, cnn(config.modalities().get(modality)));
      output(graph, "head_" + modality, embedding(modality));
      outputs.add("head_" + modality);
    }
    String[] embeddings = modalities.stream().map(Dl4jTraining::embedding).toArray(String[]::new);
    graph.addVertex("concat", new MergeVertex(), embeddings);
    output(graph, "full", "concat");
    network = new ComputationGraph(graph.setOutputs(outputs.toArray(String[]::new)).build());
    network.init();
  }

  @Override
  void step(int size) {
    INDArray[] inputs = new INDArray[data.features().size()];
    for (int m = 0; m < inputs.length; m++) {
      inputs[m] = Nd4j.create(values(m, size), shape(m, size), 'c');
    }
    INDArray labels = Nd4j.zeros(size, data.outputs());
    for (int sample = 0; sample < size; sample++) {
      labels.putScalar(sample, label(sample), 1);
    }
    INDArray[] targets = new INDArray[network.getNumOutputArrays()];
    Arrays.fill(targets, labels);
    network.fit(new MultiDataSet(inputs, targets));
    if (!Double.isFinite(network.score())) {
      throw new IllegalStateException("the loss is " + network.score());
    }
  }

  private static void encoder(GraphBuilder graph, String modality, EncoderConfig.Cnn cnn) {
    String below = modality;
    for (int i = 0; i < cnn.layers().size(); i++) {
      EncoderConfig.Convolution layer = cnn.layers().get(i);
      String name = modality + i;
      graph.addLayer(
          name,
          new ConvolutionLayer.Builder(layer.kernel(), layer.kernel())
              .nOut(layer.filters())
              .stride(layer.stride(), layer.stride())
              .convolutionMode(ConvolutionMode.Same)
              .activation(Activation.IDENTITY)
              .hasBias(false)
              .build(),
          below);
      below = normalized(graph, name);
      if (layer.pool() > 1) {
        graph.addLayer(
            name + "_pool",
            new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(layer.pool(), layer.pool())
                .stride(layer.pool(), layer.pool())
                .build(),
            below);
        below = name + "_pool";
      }
    }
    graph.addLayer(
        modality + "_dense",
        new DenseLayer.Builder()
            .nOut(cnn.width())
            .activation(Activation.IDENTITY)
            .hasBias(false)
            .build(),
        below);
    normalized(graph, modality + "_dense");
  }

  private static String normalized(GraphBuilder graph, String below) {
    String name = below + "_norm";
    graph.addLayer(
        name, new BatchNormalization.Builder().activation(Activation.RELU).build(), below);
    return name;
  }

  private static String embedding(String modality) {
    return modality + "_dense_norm";
  }

  private void output(GraphBuilder graph, String name, String below) {
    graph.addLayer(
        name,
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(data.outputs())
            .activation(Activation.SOFTMAX)
            .build(),
        below);
  }

  private InputType input(int modality) {
    long[] shape = shape(modality, 1);
    return InputType.convolutional(shape[2], shape[3], shape[1]);
  }

  @Override
  public void close() {
    network.close();
  }
}
