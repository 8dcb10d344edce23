package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ConsoleTest {

  @AfterEach
  void restoreLogging() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void resultsAndNewsGoTheirOwnWays() {
    RecordedConsole recorded = RecordedConsole.inPipe();
    recorded.console().line("result");
    recorded.console().notice("news");
    assertThat(recorded.out().lines()).containsExactly("result");
    assertThat(recorded.err().lines()).containsExactly("news");
  }

  @Test
  void thereIsNoBarWithoutATerminal() {
    RecordedConsole recorded = RecordedConsole.inPipe();
    try (Progress progress = recorded.console().progress("training", 10, 0)) {
      progress.note("epoch 1");
      progress.advance(10);
    }
    assertThat(recorded.err()).isEmpty();
    assertThat(recorded.out()).isEmpty();
  }

  @Test
  void theBarShowsTaskCountAndNoteAndIsRemovedAtTheEnd() {
    RecordedConsole recorded = RecordedConsole.onTerminal(100);
    try (Progress progress = recorded.console().progress("training", 40, 0)) {
      progress.advance(10);
      progress.note("epoch 1/4");
    }
    assertThat(recorded.err()).contains("training", "10/40", "epoch 1/4").endsWith(erased(100));
    assertThat(recorded.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 60, 300})
  void theBarFitsTheTerminal(int columns) {
    RecordedConsole recorded = RecordedConsole.onTerminal(columns);
    try (Progress progress = recorded.console().progress("training", 40, 20)) {
      progress.note("a note that is much longer than what is left of the line beside the bar");
      progress.advance(1);
    }
    assertThat(recorded.err().split("\r", -1))
        .anySatisfy(drawn -> assertThat(drawn).startsWith("training"))
        .allSatisfy(drawn -> assertThat(drawn).hasSizeLessThan(columns));
    assertThat(recorded.err()).doesNotContain("\033");
  }

  @Test
  void linesAppearAboveTheBar() {
    RecordedConsole recorded = RecordedConsole.onTerminal(80);
    recorded.console().draw("[bar]");
    recorded.console().notice("epoch done");
    String newline = System.lineSeparator();
    assertThat(recorded.err())
        .isEqualTo(erased(80) + "[bar]" + erased(80) + "epoch done" + newline + "[bar]");
  }

  private static String erased(int columns) {
    return "\r" + " ".repeat(columns - 1) + "\r";
  }

  @Test
  void theLogGoesThroughTheConsoleAndDebugNeedsVerbose() {
    RecordedConsole quiet = RecordedConsole.inPipe();
    NewsAppender.install(quiet.console(), false);
    Logger log = LoggerFactory.getLogger("miles.cli");
    log.info("plain");
    log.warn("careful");
    log.debug("detail");
    assertThat(quiet.err().lines()).containsExactly("plain", "warning: careful");

    RecordedConsole verbose = RecordedConsole.inPipe();
    NewsAppender.install(verbose.console(), true);
    log.debug("detail");
    assertThat(verbose.err().lines()).containsExactly("debug: detail");
    assertThat(quiet.err()).doesNotContain("detail");
  }
}
