package miles.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A report as one HTML file that needs nothing else.
 *
 * @param title the heading
 * @param subtitle a line below it
 * @param facts the most important numbers by what they are
 * @param sections the parts, in order
 */
record Page(String title, String subtitle, Map<String, String> facts, List<Section> sections) {

  private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

  /**
   * A part of the page.
   *
   * @param heading its heading
   * @param parts its charts and what else there is
   */
  record Section(String heading, List<Part> parts) {
    Section {
      parts = List.copyOf(parts);
    }
  }

  /** Something in a section. */
  sealed interface Part permits Drawn, Block {}

  /** A chart. */
  record Drawn(Chart chart) implements Part {}

  /**
   * A block of HTML.
   *
   * @param title its heading
   * @param text what it shows
   * @param html safe HTML
   * @param wide whether it takes the page's whole width
   */
  record Block(String title, String text, String html, boolean wide) implements Part {}

  /** What the page's script reads; a record, for the elements of a bare list lose their kinds. */
  private record Data(List<Chart> charts) {}

  Page {
    facts = new LinkedHashMap<>(facts);
    sections = List.copyOf(sections);
  }

  /** Returns the file's text. */
  String html() {
    ChartLibrary library = ChartLibrary.load();
    Map<String, String> slots =
        Map.of(
            "title", Html.escape(title),
            "subtitle", Html.escape(subtitle),
            "style", ChartLibrary.read("/miles/report/report.css"),
            "facts", factsHtml(),
            "sections", sections.stream().map(Page::html).collect(Collectors.joining("\n")),
            "data", Html.json(new Data(charts().toList())),
            "library", library.script(),
            "version", Html.escape(library.version()),
            "licence", Html.escape(library.licence()),
            "script", ChartLibrary.read("/miles/report/report.js"));
    // In one pass, so that no value is searched for slots.
    return SLOT.matcher(ChartLibrary.read("/miles/report/report.html"))
        .replaceAll(slot -> Matcher.quoteReplacement(slots.getOrDefault(slot.group(1), "")));
  }

  /** Returns every chart. */
  Stream<Chart> charts() {
    return sections.stream()
        .flatMap(section -> section.parts().stream())
        .flatMap(part -> part instanceof Drawn drawn ? Stream.of(drawn.chart()) : Stream.empty());
  }

  private String factsHtml() {
    return facts.entrySet().stream()
        .map(
            fact ->
                "<div><dt>%s</dt><dd>%s</dd></div>"
                    .formatted(Html.escape(fact.getKey()), Html.escape(fact.getValue())))
        .collect(Collectors.joining("\n"));
  }

  private static String html(Section section) {
    return "<section><h2>%s</h2>\n<div class=\"cards\">\n%s\n</div></section>"
        .formatted(
            Html.escape(section.heading()),
            section.parts().stream().map(Page::html).collect(Collectors.joining("\n")));
  }

  private static String html(Part part) {
    if (part instanceof Drawn drawn) {
      return html(drawn.chart());
    }
    Block block = (Block) part;
    return "<div class=\"card%s\"><h3>%s</h3><p>%s</p>%s</div>"
        .formatted(
            block.wide() ? " wide" : "",
            Html.escape(block.title()),
            Html.escape(block.text()),
            block.html());
  }

  private static String html(Chart chart) {
    String title = Html.escape(chart.title());
    return """
        <figure class="card" id="%s"><figcaption><h3>%s</h3><p id="%s-text">%s</p></figcaption>
        <div class="plot"><canvas id="%s-canvas" role="img" aria-label="%s" aria-describedby="%s-text"></canvas></div>
        <details><summary>Table: %s</summary>%s</details></figure>"""
        .formatted(
            chart.id(),
            title,
            chart.id(),
            Html.escape(chart.text()),
            chart.id(),
            title,
            chart.id(),
            title,
            chart.table().html(chart.title()));
  }
}
