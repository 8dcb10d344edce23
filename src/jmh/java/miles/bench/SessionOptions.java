package miles.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.LoadOptions;
import miles.data.LoadedData;
import miles.train.DurableFiles;
import miles.train.Sessions;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.RewriterConfig.Toggle;

/**
 * What TensorFlow's session options make of a run's graph: steps of a {@link BareLoop} and passes
 * over the validation split with each option, in turn. Threads are a process's, so they are
 * measured by {@code training.threads}, process by process; {@code -} measures nothing else.
 *
 * <pre>
 * {@code mvn -Pjmh test-compile exec:exec -Djmh.main=miles.bench.SessionOptions
 *     -Djmh.arguments="all|- RUN.yaml KEY=VALUE …"}
 * </pre>
 */
final class SessionOptions {

  private static final int ROUNDS = 9;
  private static final double SECONDS = 1;

  private SessionOptions() {}

  public static void main(String[] arguments) throws IOException {
    boolean all = arguments[0].equals("all");
    RunConfig config =
        RunFile.read(Path.of(arguments[1]), List.of(arguments).subList(2, arguments.length));
    Path folder = Files.createTempDirectory("miles-options");
    try {
      int threads = config.training().threads();
      Map<String, ConfigProto> options =
          all ? options(threads) : Map.of("as they are", Sessions.options(config.training()));
      measure(
          config,
          LoadedData.load(config, LoadOptions.cached(folder.resolve("cache"), threads)),
          options);
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  private static void measure(RunConfig config, LoadedData data, Map<String, ConfigProto> options) {
    Map<String, BareLoop> loops = new LinkedHashMap<>();
    Map<String, List<Double>> steps = new LinkedHashMap<>();
    Map<String, List<Double>> passes = new LinkedHashMap<>();
    try {
      options.forEach((name, each) -> loops.put(name, BareLoop.open(config, data, each)));
      for (int round = 0; round < ROUNDS + WarmUp.ROUNDS; round++) {
        for (Map.Entry<String, BareLoop> each : loops.entrySet()) {
          double rate = stepsPerSecond(each.getValue());
          Measurement pass =
              new EvaluationPasses(each.getValue(), config, data.validation())
                  .seconds(1)
                  .get(EvaluationPasses.MASKED);
          if (round >= WarmUp.ROUNDS) {
            steps.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(rate);
            passes.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(1 / pass.median());
          }
        }
      }
    } finally {
      loops.values().forEach(BareLoop::close);
    }
    print("steps/s", steps);
    print("masked passes/s", passes);
  }

  private static double stepsPerSecond(BareLoop loop) {
    double rate = loop.stepsPerSecond(1);
    return loop.stepsPerSecond((int) Math.max(1, SECONDS * rate));
  }

  private static void print(String unit, Map<String, List<Double>> measured) {
    Measurement base = new Measurement(unit, measured.values().iterator().next());
    measured.forEach(
        (name, values) -> {
          Measurement own = new Measurement(unit, values);
          Measurement ratio = own.over(base);
          System.out.printf(
              Locale.ROOT,
              "%-28s %9.3f %s, ratio %.3f (%.3f to %.3f)%n",
              name,
              own.median(),
              unit,
              ratio.median(),
              ratio.least(),
              ratio.greatest());
        });
  }

  /** Returns the options by name, the first being those of every session. */
  private static Map<String, ConfigProto> options(int threads) {
    Map<String, ConfigProto> all = new LinkedHashMap<>();
    all.put("as they are", Sessions.options(threads));
    all.put("as they are, again", Sessions.options(threads));
    rewriter(all, threads, "no rewriting", options -> options.setDisableMetaOptimizer(true));
    rewriter(all, threads, "no layouts", options -> options.setLayoutOptimizer(Toggle.OFF));
    rewriter(all, threads, "no fusing", options -> options.setRemapping(Toggle.OFF));
    rewriter(all, threads, "no folding", options -> options.setConstantFolding(Toggle.OFF));
    rewriter(
        all,
        threads,
        "arithmetic, aggressive",
        options -> options.setArithmeticOptimization(Toggle.AGGRESSIVE));
    ConfigProto.Builder simple = Sessions.options(threads).toBuilder();
    simple
        .getGraphOptionsBuilder()
        .getOptimizerOptionsBuilder()
        .setOptLevel(OptimizerOptions.Level.L0);
    all.put("no common subexpressions", simple.build());
    rewriter(
        all, threads, "bf16", options -> options.setAutoMixedPrecisionOnednnBfloat16(Toggle.ON));
    return all;
  }

  private static void rewriter(
      Map<String, ConfigProto> all,
      int threads,
      String name,
      Consumer<RewriterConfig.Builder> change) {
    ConfigProto.Builder options = Sessions.options(threads).toBuilder();
    change.accept(options.getGraphOptionsBuilder().getRewriteOptionsBuilder());
    all.put(name, options.build());
  }
}
