package miles.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An encoder: one modality's values in, one embedding {@code [batch, width] float32} out. */
public sealed interface EncoderConfig
    permits EncoderConfig.Mlp,
        EncoderConfig.Cnn,
        EncoderConfig.ResNet,
        EncoderConfig.Cnn1d,
        EncoderConfig.Recurrent,
        EncoderConfig.EmbeddingBag,
        EncoderConfig.SavedModel {

  /**
   * Dense layers with ReLU on the flattened values.
   *
   * @param units units of each layer; the last is the embedding
   * @param dropout share of activations dropped after each layer in training
   * @param normalization normalisation before each ReLU
   */
  @Kind("mlp")
  record Mlp(
      @Allowed(min = 1, max = Allowed.WIDEST, size = 1, most = Allowed.MOST_LAYERS)
          List<Integer> units,
      @Default("0") @Allowed(min = 0, below = 1) double dropout,
      @Default("none") Normalization normalization)
      implements EncoderConfig {
    public Mlp {
      units = List.copyOf(units);
      Check.values(Mlp.class, units, dropout, normalization);
    }
  }

  /**
   * One convolution with ReLU and, if pool is more than 1, max pooling.
   *
   * @param filters output channels
   * @param kernel window, in pixels or steps along every axis
   * @param stride step of the window
   * @param pool window and step of the max pooling; 1: none
   */
  record Convolution(
      @Allowed(min = 1, max = Allowed.WIDEST) int filters,
      @Default("3") @Allowed(min = 1, max = Allowed.LONGEST_WINDOW) int kernel,
      @Default("1") @Allowed(min = 1, max = Allowed.LONGEST_WINDOW) int stride,
      @Default("1") @Allowed(min = 1, max = Allowed.LONGEST_WINDOW) int pool) {
    public Convolution {
      Check.values(Convolution.class, filters, kernel, stride, pool);
    }
  }

  /**
   * Two-dimensional convolutions, flattened into a dense embedding with ReLU. Images, and
   * spectrograms as images of one channel.
   *
   * @param layers the convolutions, first to last
   * @param width width of the embedding
   * @param dropout share of activations dropped before the dense layer in training
   * @param normalization normalisation before each ReLU
   */
  @Kind("cnn")
  record Cnn(
      @Allowed(size = 1, most = Allowed.MOST_LAYERS) List<Convolution> layers,
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int width,
      @Default("0") @Allowed(min = 0, below = 1) double dropout,
      @Default("none") Normalization normalization)
      implements EncoderConfig {
    public Cnn {
      layers = List.copyOf(layers);
      Check.values(Cnn.class, layers, width, dropout, normalization);
    }
  }

  /**
   * A residual network in the style of ResNet-18: stages of two-convolution blocks, each stage
   * twice as wide and half as large as the one before, then global average pooling and a dense
   * embedding. Images and spectrograms.
   *
   * @param filters channels of the first stage (64 in ResNet-18)
   * @param blocks blocks of each stage ([2, 2, 2, 2] in ResNet-18)
   * @param width width of the embedding
   * @param normalization normalisation before each ReLU
   */
  @Kind("resnet")
  record ResNet(
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int filters,
      @Default("[2, 2, 2, 2]")
          @Allowed(min = 1, max = Allowed.MOST_BLOCKS, size = 1, most = Allowed.MOST_LAYERS)
          List<Integer> blocks,
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int width,
      @Default("batch") Normalization normalization)
      implements EncoderConfig {
    public ResNet {
      blocks = List.copyOf(blocks);
      Check.values(ResNet.class, filters, blocks, width, normalization);
      new Check()
          .that(
              Math.scalb((double) filters, blocks.size() - 1) <= Allowed.WIDEST,
              "blocks",
              blocks,
              "as many stages as leave filters · 2^(stages − 1), the width of the last, at most %d"
                  .formatted(Allowed.WIDEST))
          .done();
    }
  }

  /**
   * One-dimensional convolutions over time or tokens, global max pooling, a dense embedding with
   * ReLU. Spectrograms and texts.
   *
   * @param tokenWidth width of the token embedding; used for texts alone
   * @param layers the convolutions, first to last
   * @param width width of the embedding
   * @param dropout share of activations dropped before the dense layer in training
   * @param normalization normalisation before each ReLU
   */
  @Kind("cnn-1d")
  record Cnn1d(
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int tokenWidth,
      @Allowed(size = 1, most = Allowed.MOST_LAYERS) List<Convolution> layers,
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int width,
      @Default("0") @Allowed(min = 0, below = 1) double dropout,
      @Default("none") Normalization normalization)
      implements EncoderConfig {
    public Cnn1d {
      layers = List.copyOf(layers);
      Check.values(Cnn1d.class, tokenWidth, layers, width, dropout, normalization);
    }
  }

  /**
   * A recurrent network over time or tokens; the embedding is the state after the last step that is
   * not padding.
   *
   * @param cell GRU or LSTM
   * @param tokenWidth width of the token embedding; used for texts alone
   * @param width units of the cell, and width of the embedding
   * @param dropout share of the embedding's activations dropped in training
   */
  @Kind({"gru", "lstm"})
  record Recurrent(
      Cell cell,
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int tokenWidth,
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int width,
      @Default("0") @Allowed(min = 0, below = 1) double dropout)
      implements EncoderConfig {

    /** The recurrent cell. */
    public enum Cell {
      /** Gated recurrent unit. */
      GRU,
      /** Long short-term memory. */
      LSTM
    }

    public Recurrent {
      Check.values(Recurrent.class, cell, tokenWidth, width, dropout);
    }
  }

  /**
   * The mean of the token embeddings, then dense layers with ReLU. Texts.
   *
   * @param tokenWidth width of the token embedding
   * @param units units of each dense layer; empty: the mean is the embedding
   * @param dropout share of activations dropped after each layer in training
   */
  @Kind("embedding-bag")
  record EmbeddingBag(
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int tokenWidth,
      @Default("[]") @Allowed(min = 1, max = Allowed.WIDEST, most = Allowed.MOST_LAYERS)
          List<Integer> units,
      @Default("0") @Allowed(min = 0, below = 1) double dropout)
      implements EncoderConfig {
    public EmbeddingBag {
      units = List.copyOf(units);
      Check.values(EmbeddingBag.class, tokenWidth, units, dropout);
    }
  }

  /**
   * A network that was trained in Python and saved as a SavedModel, from one of its inputs to one
   * of its tensors. Images, audio, numbers, and texts if it takes token ids.
   *
   * @param folder the SavedModel's folder, absolute or relative to the run file's folder; resolved
   *     when the file is read. A run keeps what it needs of it
   * @param signature the key of a signature, or the name of a function as {@code miles inspect}
   *     lists it
   * @param input the input, by its key, that takes the modality; {@code null}: its only one
   * @param output the embedding: an output of the signature, or a tensor inside, {@code node} or
   *     {@code node:index}, of whose name the last parts are enough; {@code null}: the only output
   * @param trainable whether training changes the variables that the SavedModel calls trainable;
   *     otherwise none change
   * @param channels where the input has the channels, or the one channel of a spectrogram
   * @param initial what the variables start from
   * @param normalization normalisation of the embedding, which is trained also where the network is
   *     not; embeddings of networks that others trained may be large
   */
  @Kind("saved-model")
  record SavedModel(
      Path folder,
      @Default("serving_default") String signature,
      Optional<String> input,
      Optional<String> output,
      @Default("false") boolean trainable,
      @Default("last") Channels channels,
      @Default("pretrained") Start initial,
      @Default("none") Normalization normalization)
      implements EncoderConfig {

    /** Where the channels are among the axes of a sample. */
    public enum Channels {
      /** Height, width, channels, as modalities give them. */
      LAST,
      /** Channels, height, width. */
      FIRST
    }

    /** What variables start from. */
    public enum Start {
      /** The SavedModel's values. */
      PRETRAINED,
      /**
       * Values drawn from the run's seed, to see what the SavedModel's are worth: kernels as
       * Glorot, scales and variances 1, all others 0.
       */
      RANDOM
    }

    public SavedModel {
      Check.values(
          SavedModel.class,
          folder,
          signature,
          input,
          output,
          trainable,
          channels,
          initial,
          normalization);
    }
  }
}
