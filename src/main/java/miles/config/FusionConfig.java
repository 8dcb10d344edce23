package miles.config;

import java.util.List;

/** How the embeddings become one vector; dense layers with ReLU and the output layer follow. */
public sealed interface FusionConfig {

  /**
   * Returns the units of the dense layers between the fused vector and the output; may be empty.
   */
  List<Integer> units();

  /** Returns the share of the fused vector's activations dropped in training. */
  double dropout();

  /** The embeddings side by side. */
  record Concat(List<Integer> units, double dropout) implements FusionConfig {
    public Concat {
      units = check(units, dropout);
    }
  }

  /** The sum of the embeddings, each projected to width. */
  record Sum(int width, List<Integer> units, double dropout) implements FusionConfig {
    public Sum {
      Check.atLeast(1, "width", width);
      units = check(units, dropout);
    }
  }

  /**
   * Feature-wise linear modulation: the first modality, projected to width, is scaled and shifted
   * by each of the others. Source: arXiv 1709.07871.
   */
  record Film(int width, List<Integer> units, double dropout) implements FusionConfig {
    public Film {
      Check.atLeast(1, "width", width);
      units = check(units, dropout);
    }
  }

  /**
   * Gated multimodal unit: the sum of tanh projections weighted by a sigmoid gate that sees every
   * modality. Source: arXiv 1702.01992.
   */
  record Gated(int width, List<Integer> units, double dropout) implements FusionConfig {
    public Gated {
      Check.atLeast(1, "width", width);
      units = check(units, dropout);
    }
  }

  /** Softmax attention over the modalities' projections, weights computed from each projection. */
  record Attention(int width, List<Integer> units, double dropout) implements FusionConfig {
    public Attention {
      Check.atLeast(1, "width", width);
      units = check(units, dropout);
    }
  }

  /**
   * Low-rank bilinear fusion: the element-wise product over the modalities of rank-R factors,
   * summed over the ranks. Source: arXiv 1806.00064.
   */
  record LowRank(int width, int rank, List<Integer> units, double dropout) implements FusionConfig {
    public LowRank {
      Check.atLeast(1, "width", width);
      Check.atLeast(1, "rank", rank);
      units = check(units, dropout);
    }
  }

  private static List<Integer> check(List<Integer> units, double dropout) {
    units.forEach(unit -> Check.atLeast(1, "units", unit));
    Check.fraction("dropout", dropout);
    return List.copyOf(units);
  }
}
