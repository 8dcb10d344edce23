package miles.config;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The Javadoc of the records' sources, read with the compiler's own parser: the one place where a
 * key is explained.
 */
final class Javadocs {

  private static final Path SOURCES = Path.of("src/main/java/miles/config");

  /**
   * Texts by {@code Outer.Inner}, {@code Outer.Inner#component} or {@code Outer.Inner#CONSTANT}.
   */
  private final Map<String, String> texts = new HashMap<>();

  private Javadocs() {}

  /** Reads the sources of the package. */
  static Javadocs read() throws IOException {
    Javadocs javadocs = new Javadocs();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> files = Files.list(SOURCES);
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(sources));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Reader(javadocs.texts, trees).scan(unit, "");
      }
    }
    return javadocs;
  }

  /** Returns what a class is. */
  Optional<String> of(Class<?> type) {
    return Optional.ofNullable(texts.get(name(type)));
  }

  /** Returns what a component or a constant is; a record inherits from its interface. */
  Optional<String> of(Class<?> type, String member) {
    return Stream.concat(Stream.of(type), Stream.of(type.getInterfaces()))
        .map(owner -> texts.get(name(owner) + "#" + member))
        .filter(text -> text != null)
        .findFirst();
  }

  private static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  /** Collects the comments of classes, of their parameters, of accessors and of constants. */
  private static final class Reader extends TreePathScanner<@Nullable Void, String> {

    private final Map<String, String> texts;
    private final DocTrees trees;

    Reader(Map<String, String> texts, DocTrees trees) {
      this.texts = texts;
      this.trees = trees;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, String outer) {
      String name = outer + (outer.isEmpty() ? "" : ".") + tree.getSimpleName();
      DocCommentTree comment = comment();
      if (comment != null) {
        texts.put(name, markdown(comment.getFullBody()));
        for (DocTree tag : comment.getBlockTags()) {
          if (tag instanceof ParamTree param) {
            texts.put(name + "#" + param.getName().getName(), markdown(param.getDescription()));
          }
        }
      }
      return super.visitClass(tree, name);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, String owner) {
      member(owner + "#" + tree.getName());
      return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, String owner) {
      member(owner + "#" + tree.getName());
      return null;
    }

    private void member(String name) {
      DocCommentTree comment = comment();
      if (comment != null) {
        texts.putIfAbsent(name, markdown(comment.getFullBody()).replaceFirst("^Returns ", ""));
      }
    }

    private @Nullable DocCommentTree comment() {
      return trees.getDocCommentTree(getCurrentPath());
    }
  }

  private static String markdown(List<? extends DocTree> trees) {
    return trees.stream()
        .map(Javadocs::markdown)
        .collect(Collectors.joining())
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String markdown(DocTree tree) {
    if (tree instanceof TextTree text) {
      return text.getBody();
    } else if (tree instanceof LiteralTree literal) {
      return "`" + literal.getBody().getBody().strip() + "`";
    } else if (tree instanceof LinkTree link) {
      String target = link.getReference().getSignature().replaceFirst(".*[#.]", "");
      return "`" + target.toLowerCase(Locale.ROOT).replace('_', '-') + "`";
    }
    return tree.toString();
  }
}
