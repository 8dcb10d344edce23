package miles.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import miles.interop.ModelSummary;
import miles.interop.ModelSummary.Function;
import miles.interop.ModelSummary.Inner;
import miles.interop.ModelSummary.Signature;
import miles.interop.ModelSummary.Tensor;
import miles.interop.ModelSummary.Variable;
import miles.interop.Refusal;

/** What is in a SavedModel, for a reader and as JSON; docs/interop.md documents the JSON. */
final class SummaryText {

  private static final int FUNCTIONS_SHOWN = 20;
  private static final int VARIABLES_SHOWN = 40;
  private static final int REFUSALS_SHOWN = 20;

  private SummaryText() {}

  /** Returns the lines for a reader. */
  static List<String> lines(ModelSummary summary) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: written by TensorFlow %s, tags %s, %s"
            .formatted(
                summary.folder(),
                summary.tensorFlow().isEmpty() ? "(it does not say)" : summary.tensorFlow(),
                String.join(",", summary.tags()),
                size(summary.bytes())));
    if (summary.tagSets().size() > 1) {
      lines.add("its graphs are tagged: " + String.join(" | ", tagSets(summary)));
    }
    summary.signatures().forEach(signature -> add(lines, signature));
    addFunctions(lines, summary.functions());
    addVariables(lines, summary.variables());
    lines.add("");
    lines.add(operations(summary.operations()));
    addRefusals(lines, summary.refused());
    return lines;
  }

  private static void add(List<String> lines, Signature signature) {
    lines.add("");
    lines.add("signature " + signature.key());
    List<String[]> rows = new ArrayList<>();
    signature.inputs().forEach(tensor -> rows.add(row("input", tensor)));
    signature.outputs().forEach(tensor -> rows.add(row("output", tensor)));
    signature
        .innerTensors()
        .forEach(
            inner ->
                rows.add(
                    new String[] {
                      "inner", inner.name(), "float32 [?, %d]".formatted(inner.width())
                    }));
    lines.addAll(table(rows));
  }

  private static String[] row(String role, Tensor tensor) {
    return new String[] {role, tensor.key(), tensor.type() + " " + shape(tensor.shape())};
  }

  private static void addFunctions(List<String> lines, List<Function> functions) {
    if (functions.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("functions, which an encoder may name as its signature: " + functions.size());
    lines.addAll(
        table(
            functions.stream()
                .limit(FUNCTIONS_SHOWN)
                .map(each -> new String[] {"function", each.name(), inputs(each)})
                .toList()));
    addMore(lines, functions.size() - FUNCTIONS_SHOWN);
  }

  private static String inputs(Function function) {
    return function.inputs().stream()
        .map(input -> "%s %s %s".formatted(input.key(), input.type(), shape(input.shape())))
        .collect(Collectors.joining(", "));
  }

  private static void addMore(List<String> lines, int more) {
    if (more > 0) {
      lines.add("  … and %d more (--json names all)".formatted(more));
    }
  }

  private static void addVariables(List<String> lines, List<Variable> variables) {
    long trainable = variables.stream().filter(Variable::trainable).count();
    lines.add("");
    lines.add("variables: %d, trainable %d".formatted(variables.size(), trainable));
    lines.addAll(
        table(
            variables.stream()
                .limit(VARIABLES_SHOWN)
                .map(
                    each ->
                        new String[] {
                          each.trainable() ? "trainable" : "fixed",
                          each.name(),
                          each.type() + " " + shape(each.shape())
                        })
                .toList()));
    addMore(lines, variables.size() - VARIABLES_SHOWN);
  }

  private static String operations(Map<String, Integer> operations) {
    return operations.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", ", "operations: ", ""));
  }

  private static void addRefusals(List<String> lines, List<Refusal> refused) {
    if (refused.isEmpty()) {
      lines.add("safety: it only computes; every operation is on the list");
      return;
    }
    lines.add("safety: it could do more than compute, and is refused unless --trust is given:");
    refused.stream().limit(REFUSALS_SHOWN).forEach(refusal -> lines.add("  " + refusal.sentence()));
    addMore(lines, refused.size() - REFUSALS_SHOWN);
  }

  /** Returns what {@code --json} prints. */
  static Map<String, Object> json(ModelSummary summary) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("folder", summary.folder().toString());
    all.put("tags", summary.tags());
    all.put("tag_sets", summary.tagSets());
    all.put("tensorflow", summary.tensorFlow());
    all.put("bytes", summary.bytes());
    all.put("signatures", objects(summary.signatures().stream().map(SummaryText::json)));
    all.put("functions", objects(summary.functions().stream().map(SummaryText::json)));
    all.put("variables", objects(summary.variables().stream().map(SummaryText::json)));
    all.put("operations", summary.operations());
    all.put("refused", objects(summary.refused().stream().map(SummaryText::json)));
    return all;
  }

  private static Map<String, Object> json(Signature signature) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("key", signature.key());
    all.put("method", signature.method());
    all.put("inputs", objects(signature.inputs().stream().map(SummaryText::json)));
    all.put("outputs", objects(signature.outputs().stream().map(SummaryText::json)));
    all.put("inner_tensors", objects(signature.innerTensors().stream().map(SummaryText::json)));
    return all;
  }

  private static Map<String, Object> json(Inner inner) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", inner.name());
    all.put("dtype", "float32");
    all.put("shape", List.of(-1L, inner.width()));
    return all;
  }

  private static Map<String, Object> json(Tensor tensor) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("key", tensor.key());
    all.put("tensor", tensor.tensor());
    all.put("dtype", tensor.type());
    tensor.shape().ifPresent(shape -> all.put("shape", shape));
    return all;
  }

  private static Map<String, Object> json(Function function) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", function.name());
    all.put("function", function.function());
    all.put("inputs", objects(function.inputs().stream().map(SummaryText::argument)));
    all.put("outputs", objects(function.outputs().stream().map(SummaryText::argument)));
    return all;
  }

  /** As a signature's tensor; a function's are no tensors of the graph. */
  private static Map<String, Object> argument(Tensor tensor) {
    Map<String, Object> all = json(tensor);
    all.remove("tensor");
    return all;
  }

  private static Map<String, Object> json(Variable variable) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", variable.name());
    all.put("dtype", variable.type());
    variable.shape().ifPresent(shape -> all.put("shape", shape));
    all.put("trainable", variable.trainable());
    variable.checkpointKey().ifPresent(key -> all.put("checkpoint_key", key));
    return all;
  }

  private static Map<String, Object> json(Refusal refusal) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("operation", refusal.operation());
    all.put("node", refusal.node());
    all.put("function", refusal.function());
    all.put("reason", refusal.reason());
    return all;
  }

  private static List<Map<String, Object>> objects(Stream<Map<String, Object>> objects) {
    return objects.toList();
  }

  private static Collection<String> tagSets(ModelSummary summary) {
    return summary.tagSets().stream().map(tags -> String.join(",", tags)).toList();
  }

  private static List<String> table(List<String[]> rows) {
    int role = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
    int name = rows.stream().mapToInt(row -> row[1].length()).max().orElse(0);
    String format = "  %%-%ds  %%-%ds  %%s".formatted(Math.max(role, 1), Math.max(name, 1));
    return rows.stream()
        .map(row -> String.format(Locale.ROOT, format, row[0], row[1], row[2]))
        .toList();
  }

  private static String shape(Optional<List<Long>> shape) {
    return shape
        .map(
            sizes ->
                sizes.stream()
                    .map(size -> size < 0 ? "?" : Long.toString(size))
                    .collect(Collectors.joining(", ", "[", "]")))
        .orElse("of unknown shape");
  }

  private static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
