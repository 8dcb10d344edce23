package miles.graph;

import miles.config.FusionConfig;

/** The fusion of each configuration. */
final class Fusions {

  private Fusions() {}

  static Fusion of(FusionConfig config) {
    if (config instanceof FusionConfig.Concat) {
      return new ConcatFusion();
    }
    if (config instanceof FusionConfig.Sum sum) {
      return new SumFusion(sum);
    }
    if (config instanceof FusionConfig.Film film) {
      return new FilmFusion(film);
    }
    if (config instanceof FusionConfig.Gated gated) {
      return new GatedFusion(gated);
    }
    if (config instanceof FusionConfig.Attention attention) {
      return new AttentionFusion(attention);
    }
    return new LowRankFusion((FusionConfig.LowRank) config);
  }
}
