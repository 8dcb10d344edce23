package miles.config;

/** How the activations of a layer are normalised. */
public enum Normalization {
  /** Not at all. */
  NONE,
  /** By the batch's statistics in training, by running statistics otherwise. */
  BATCH,
  /** By each sample's own statistics. */
  LAYER
}
