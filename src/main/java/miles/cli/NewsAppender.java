package miles.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Prints what is logged through a console, so that it does not run into the progress bar. */
final class NewsAppender extends AppenderBase<ILoggingEvent> {

  private final Console console;

  private NewsAppender(Console console) {
    this.console = console;
  }

  /**
   * Sends the log of the whole process to a console.
   *
   * @param verbose whether this project's debug messages are shown too
   */
  static void install(Console console, boolean verbose) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    NewsAppender appender = new NewsAppender(console);
    appender.setContext(context);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    // The HTTP server tells at length what its clients do, and they must not be able to fill a log.
    context.getLogger("org.eclipse.jetty").setLevel(Level.ERROR);
    context.getLogger("org.eclipse.jetty.server.AbstractConnector").setLevel(Level.WARN);
    context.getLogger("miles").setLevel(verbose ? Level.DEBUG : Level.INFO);
  }

  @Override
  protected void append(ILoggingEvent event) {
    String text = event.getFormattedMessage();
    Level level = event.getLevel();
    String prefix =
        level.equals(Level.WARN) ? "warning" : level.toString().toLowerCase(Locale.ROOT);
    console.notice(level.equals(Level.INFO) ? text : prefix + ": " + text);
  }
}
