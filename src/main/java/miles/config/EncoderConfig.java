package miles.config;

import java.util.List;

/** An encoder: one modality's values in, one embedding {@code [batch, width] float32} out. */
public sealed interface EncoderConfig {

  /** Returns the width of the embedding. */
  int width();

  /**
   * Dense layers with ReLU on the flattened values.
   *
   * @param units units of each layer; the last is the embedding
   * @param dropout share of activations dropped after each layer in training
   * @param normalization normalisation before each ReLU
   */
  record Mlp(List<Integer> units, double dropout, Normalization normalization)
      implements EncoderConfig {
    public Mlp {
      units = List.copyOf(units);
      checkUnits("units", units);
      Check.fraction("dropout", dropout);
    }

    @Override
    public int width() {
      return units.get(units.size() - 1);
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
  record Convolution(int filters, int kernel, int stride, int pool) {
    public Convolution {
      Check.atLeast(1, "filters", filters);
      Check.atLeast(1, "kernel", kernel);
      Check.atLeast(1, "stride", stride);
      Check.atLeast(1, "pool", pool);
    }
  }

  /**
   * Two-dimensional convolutions, flattened into a dense embedding with ReLU. Images, and
   * spectrograms as images of one channel.
   *
   * @param layers the convolutions, first to last
   * @param width width of the embedding
   * @param dropout share of activations dropped before the dense layer in training
   * @param normalization normalisation before each ReLU of the convolutions
   */
  record Cnn(List<Convolution> layers, int width, double dropout, Normalization normalization)
      implements EncoderConfig {
    public Cnn {
      layers = List.copyOf(layers);
      Check.that(!layers.isEmpty(), "layers", layers, "at least one convolution");
      Check.atLeast(1, "width", width);
      Check.fraction("dropout", dropout);
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
   * @param normalization normalisation after each convolution
   */
  record ResNet(int filters, List<Integer> blocks, int width, Normalization normalization)
      implements EncoderConfig {
    public ResNet {
      blocks = List.copyOf(blocks);
      Check.atLeast(1, "filters", filters);
      checkUnits("blocks", blocks);
      Check.atLeast(1, "width", width);
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
   * @param normalization normalisation before each ReLU of the convolutions
   */
  record Cnn1d(
      int tokenWidth,
      List<Convolution> layers,
      int width,
      double dropout,
      Normalization normalization)
      implements EncoderConfig {
    public Cnn1d {
      layers = List.copyOf(layers);
      Check.atLeast(1, "token_width", tokenWidth);
      Check.that(!layers.isEmpty(), "layers", layers, "at least one convolution");
      Check.atLeast(1, "width", width);
      Check.fraction("dropout", dropout);
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
  record Recurrent(Cell cell, int tokenWidth, int width, double dropout) implements EncoderConfig {

    /** The recurrent cell. */
    public enum Cell {
      /** Gated recurrent unit. */
      GRU,
      /** Long short-term memory. */
      LSTM
    }

    public Recurrent {
      Check.atLeast(1, "token_width", tokenWidth);
      Check.atLeast(1, "width", width);
      Check.fraction("dropout", dropout);
    }
  }

  /**
   * The mean of the token embeddings, then dense layers with ReLU. Texts.
   *
   * @param tokenWidth width of the token embedding
   * @param units units of each dense layer; empty: the mean is the embedding
   * @param dropout share of activations dropped after each layer in training
   */
  record EmbeddingBag(int tokenWidth, List<Integer> units, double dropout)
      implements EncoderConfig {
    public EmbeddingBag {
      units = List.copyOf(units);
      Check.atLeast(1, "token_width", tokenWidth);
      units.forEach(unit -> Check.atLeast(1, "units", unit));
      Check.fraction("dropout", dropout);
    }

    @Override
    public int width() {
      return units.isEmpty() ? tokenWidth : units.get(units.size() - 1);
    }
  }

  private static void checkUnits(String key, List<Integer> units) {
    Check.that(!units.isEmpty(), key, units, "at least one whole number");
    units.forEach(unit -> Check.atLeast(1, key, unit));
  }
}
