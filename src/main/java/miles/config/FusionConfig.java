package miles.config;

import java.util.List;

/** How the embeddings become one vector; dense layers with ReLU and the output layer follow. */
public sealed interface FusionConfig
    permits FusionConfig.Concat,
        FusionConfig.Sum,
        FusionConfig.Film,
        FusionConfig.Gated,
        FusionConfig.Attention,
        FusionConfig.LowRank {

  /**
   * Returns the units of the dense layers between the fused vector and the output; may be empty.
   */
  List<Integer> units();

  /** Returns the share of the fused vector's activations dropped in training. */
  double dropout();

  /** The embeddings side by side. */
  @Kind("concat")
  record Concat(
      @Default("[]") @Allowed(min = 1, max = Allowed.WIDEST, most = Allowed.MOST_LAYERS)
          List<Integer> units,
      @Default("0") @Allowed(min = 0, below = 1) double dropout)
      implements FusionConfig {
    public Concat {
      units = List.copyOf(units);
      Check.values(Concat.class, units, dropout);
    }
  }

  /**
   * The sum of the embeddings, each projected to width.
   *
   * @param width width of every projection and of the fused vector
   */
  @Kind("sum")
  record Sum(
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int width,
      @Default("[]") @Allowed(min = 1, max = Allowed.WIDEST, most = Allowed.MOST_LAYERS)
          List<Integer> units,
      @Default("0") @Allowed(min = 0, below = 1) double dropout)
      implements FusionConfig {
    public Sum {
      units = List.copyOf(units);
      Check.values(Sum.class, width, units, dropout);
    }
  }

  /**
   * Feature-wise linear modulation: the first modality, projected to width, is scaled and shifted
   * by each of the others. Source: arXiv 1709.07871.
   *
   * @param width width of every projection and of the fused vector
   */
  @Kind("film")
  record Film(
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int width,
      @Default("[]") @Allowed(min = 1, max = Allowed.WIDEST, most = Allowed.MOST_LAYERS)
          List<Integer> units,
      @Default("0") @Allowed(min = 0, below = 1) double dropout)
      implements FusionConfig {
    public Film {
      units = List.copyOf(units);
      Check.values(Film.class, width, units, dropout);
    }
  }

  /**
   * Gated multimodal unit: the sum of tanh projections weighted by a sigmoid gate that sees every
   * modality. Source: arXiv 1702.01992.
   *
   * @param width width of every projection and of the fused vector
   */
  @Kind("gated")
  record Gated(
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int width,
      @Default("[]") @Allowed(min = 1, max = Allowed.WIDEST, most = Allowed.MOST_LAYERS)
          List<Integer> units,
      @Default("0") @Allowed(min = 0, below = 1) double dropout)
      implements FusionConfig {
    public Gated {
      units = List.copyOf(units);
      Check.values(Gated.class, width, units, dropout);
    }
  }

  /**
   * Softmax attention over the modalities' projections, weights computed from each projection.
   *
   * @param width width of every projection and of the fused vector
   */
  @Kind("attention")
  record Attention(
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int width,
      @Default("[]") @Allowed(min = 1, max = Allowed.WIDEST, most = Allowed.MOST_LAYERS)
          List<Integer> units,
      @Default("0") @Allowed(min = 0, below = 1) double dropout)
      implements FusionConfig {
    public Attention {
      units = List.copyOf(units);
      Check.values(Attention.class, width, units, dropout);
    }
  }

  /**
   * Low-rank bilinear fusion: the element-wise product over the modalities of rank-R factors,
   * summed over the ranks. Source: arXiv 1806.00064.
   *
   * @param width width of the fused vector
   * @param rank R, the number of products that are summed
   */
  @Kind("low-rank")
  record LowRank(
      @Default("64") @Allowed(min = 1, max = Allowed.WIDEST) int width,
      @Default("4") @Allowed(min = 1, max = Allowed.WIDEST) int rank,
      @Default("[]") @Allowed(min = 1, max = Allowed.WIDEST, most = Allowed.MOST_LAYERS)
          List<Integer> units,
      @Default("0") @Allowed(min = 0, below = 1) double dropout)
      implements FusionConfig {
    public LowRank {
      units = List.copyOf(units);
      Check.values(LowRank.class, width, rank, units, dropout);
    }
  }
}
