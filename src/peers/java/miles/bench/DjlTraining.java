package miles.bench;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import miles.config.EncoderConfig;
import miles.config.ModalityConfig;
import miles.config.RunConfig;
import miles.data.Dataset;

/** Trains in DJL with PyTorch as DJL's book shows. Owns the model and its trainer. */
final class DjlTraining extends PeerTraining {

  private final Model model;
  private final Trainer trainer;

  DjlTraining(RunConfig config, Dataset data) {
    super(config, data);
    List<Block> encoders = config.modalities().values().stream().map(DjlTraining::encoder).toList();
    model = Model.newInstance("peer", Device.cpu());
    model.setBlock(new Fusion(encoders, data.outputs()));
    float rate = (float) config.optimizer().learningRate();
    Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).build();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(adam)
                .optDevices(new Device[] {Device.cpu()}));
    trainer.initialize(
        IntStream.range(0, encoders.size())
            .mapToObj(m -> new Shape(shape(m, 1)))
            .toArray(Shape[]::new));
  }

  @Override
  void step(int size) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDList inputs = new NDList();
      for (int m = 0; m < data.features().size(); m++) {
        inputs.add(manager.create(values(m, size), new Shape(shape(m, size))));
      }
      NDList labels = new NDList(manager.create(labels(size), new Shape(size)));
      SoftmaxCrossEntropyLoss loss = Loss.softmaxCrossEntropyLoss();
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(inputs);
        NDArray total = loss.evaluate(labels, new NDList(outputs.get(0)));
        for (int head = 1; head < outputs.size(); head++) {
          total = total.add(loss.evaluate(labels, new NDList(outputs.get(head))));
        }
        collector.backward(total);
        float value = total.getFloat();
        if (!Float.isFinite(value)) {
          throw new IllegalStateException("the loss is " + value);
        }
      }
      trainer.step();
    }
  }

  private float[] labels(int size) {
    float[] labels = new float[size];
    for (int sample = 0; sample < size; sample++) {
      labels[sample] = label(sample);
    }
    return labels;
  }

  private static Block encoder(ModalityConfig modality) {
    EncoderConfig.Cnn cnn = cnn(modality);
    SequentialBlock block = new SequentialBlock();
    for (EncoderConfig.Convolution layer : cnn.layers()) {
      int padding = (layer.kernel() - 1) / 2;
      block
          .add(
              Conv2d.builder()
                  .setFilters(layer.filters())
                  .setKernelShape(new Shape(layer.kernel(), layer.kernel()))
                  .optPadding(new Shape(padding, padding))
                  .optStride(new Shape(layer.stride(), layer.stride()))
                  .optBias(false)
                  .build())
          .add(BatchNorm.builder().build())
          .add(Activation.reluBlock());
      if (layer.pool() > 1) {
        Shape pool = new Shape(layer.pool(), layer.pool());
        block.add(Pool.maxPool2dBlock(pool, pool));
      }
    }
    return block
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(cnn.width()).optBias(false).build())
        .add(BatchNorm.builder().build())
        .add(Activation.reluBlock());
  }

  /** Concatenation and a linear layer, and a linear head a modality. */
  private static final class Fusion extends AbstractBlock {

    private final List<Block> encoders;
    private final List<Block> heads = new ArrayList<>();
    private final Block fused;

    Fusion(List<Block> encoders, int outputs) {
      this.encoders = encoders;
      for (int m = 0; m < encoders.size(); m++) {
        addChildBlock("encoder" + m, encoders.get(m));
        heads.add(addChildBlock("head" + m, Linear.builder().setUnits(outputs).build()));
      }
      fused = addChildBlock("fusion", Linear.builder().setUnits(outputs).build());
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore parameters,
        NDList inputs,
        boolean training,
        PairList<String, Object> arguments) {
      NDList embeddings = new NDList();
      NDList outputs = new NDList();
      for (int m = 0; m < encoders.size(); m++) {
        NDArray embedding =
            encoders.get(m).forward(parameters, new NDList(inputs.get(m)), training).get(0);
        embeddings.add(embedding);
        outputs.add(heads.get(m).forward(parameters, new NDList(embedding), training).get(0));
      }
      NDArray all = embeddings.get(0);
      for (int m = 1; m < embeddings.size(); m++) {
        all = all.concat(embeddings.get(m), 1);
      }
      outputs.add(0, fused.forward(parameters, new NDList(all), training).get(0));
      return outputs;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
      long width = 0;
      for (int m = 0; m < encoders.size(); m++) {
        encoders.get(m).initialize(manager, type, inputs[m]);
        Shape embedding = encoders.get(m).getOutputShapes(new Shape[] {inputs[m]})[0];
        heads.get(m).initialize(manager, type, embedding);
        width += embedding.get(1);
      }
      fused.initialize(manager, type, new Shape(1, width));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      Shape one = heads.get(0).getOutputShapes(new Shape[] {new Shape(inputs[0].get(0), 1)})[0];
      Shape[] shapes = new Shape[heads.size() + 1];
      Arrays.fill(shapes, one);
      return shapes;
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
