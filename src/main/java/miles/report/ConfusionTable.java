package miles.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/** A confusion matrix as a shaded table. */
final class ConfusionTable {

  private ConfusionTable() {}

  /**
   * Returns the table as HTML.
   *
   * @param classes the classes' names
   * @param counts {@code [classes, classes]}, a row for the class that is right
   */
  static String html(List<String> classes, JsonNode counts) {
    StringBuilder html =
        new StringBuilder(
            "<div class=\"scroll\" tabindex=\"0\"><table class=\"confusion\">"
                + "<caption>Right class by row, predicted class by column</caption><thead><tr>"
                + "<th scope=\"col\">right \\ predicted</th>");
    classes.forEach(
        name -> html.append("<th scope=\"col\">").append(Html.escape(name)).append("</th>"));
    html.append("</tr></thead><tbody>\n");
    for (int right = 0; right < classes.size(); right++) {
      html.append(row(classes, right, counts.path(right)));
    }
    return html.append("</tbody></table></div>").toString();
  }

  private static String row(List<String> classes, int right, JsonNode counts) {
    int all = 0;
    for (JsonNode count : counts) {
      all += count.asInt();
    }
    StringBuilder html =
        new StringBuilder("<tr><th scope=\"row\">")
            .append(Html.escape(classes.get(right)))
            .append("</th>");
    for (int predicted = 0; predicted < classes.size(); predicted++) {
      int count = counts.path(predicted).asInt();
      double share = all == 0 ? 0 : (double) count / all;
      html.append(
          String.format(
              Locale.ROOT,
              "<td class=\"%s%s\" style=\"--share:%.0f%%\" title=\"%s\">%s</td>",
              right == predicted ? "right" : "wrong",
              share > 0.5 ? " deep" : "",
              100 * share,
              Html.escape(
                  "%d of %d samples of %s were taken for %s"
                      .formatted(count, all, classes.get(right), classes.get(predicted))),
              count == 0 ? "<span class=\"zero\">0</span>" : Integer.toString(count)));
    }
    return html.append("</tr>\n").toString();
  }
}
