package miles.graph;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.RunConfig;
import miles.data.FeatureSpec;

/**
 * The branches of all modalities.
 *
 * @param all every branch by its modality, in the order of the run file
 */
record Branches(Map<String, Branch> all) {

  Branches {
    all = Collections.unmodifiableMap(new LinkedHashMap<>(all));
  }

  /**
   * Builds every modality's part of the graph.
   *
   * @param features the preprocessed values of every modality, in the order of the run file
   */
  static Branches build(Foundation foundation, RunConfig config, List<FeatureSpec> features) {
    Map<String, Branch> all = new LinkedHashMap<>();
    Iterator<FeatureSpec> specs = features.iterator();
    config
        .modalities()
        .forEach(
            (name, modality) ->
                all.put(
                    name,
                    Branch.build(
                        foundation, specs.next(), modality.encoder(), config.unimodal().mask())));
    return new Branches(all);
  }

  /**
   * Returns a modality's branch.
   *
   * @throws IllegalArgumentException if there is no such modality
   */
  Branch of(String modality) {
    Branch branch = all.get(modality);
    if (branch == null) {
      throw new IllegalArgumentException(
          "no modality \"%s\"; there are %s".formatted(modality, all.keySet()));
    }
    return branch;
  }
}
