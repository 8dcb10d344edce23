package miles.graph;

import miles.config.FusionConfig;

/** The fusion of each configuration. */
final class Fusions {

  private Fusions() {}

  static Fusion of(FusionConfig config) {
    if (config instanceof FusionConfig.Concat) {
      return new ConcatFusion();
    }
    throw new UnsupportedOperationException("no fusion for " + config);
  }
}
