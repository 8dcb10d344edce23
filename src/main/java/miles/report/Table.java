package miles.report;

import java.util.List;
import java.util.Set;

/**
 * A table of texts.
 *
 * @param header one text a column; the first column names the rows
 * @param rows as many texts each
 * @param marked the rows, by index, that are to be bold
 */
record Table(List<String> header, List<List<String>> rows, Set<Integer> marked) {

  Table(List<String> header, List<List<String>> rows) {
    this(header, rows, Set.of());
  }

  Table {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    marked = Set.copyOf(marked);
    int columns = header.size();
    if (rows.stream().anyMatch(row -> row.size() != columns)) {
      throw new IllegalArgumentException("a row has not the header's columns " + header);
    }
  }

  /**
   * Returns the table as HTML.
   *
   * @param caption what it holds
   */
  String html(String caption) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table><caption>");
    html.append(Html.escape(caption)).append("</caption><thead><tr>");
    header.forEach(
        cell -> html.append("<th scope=\"col\">").append(Html.escape(cell)).append("</th>"));
    html.append("</tr></thead><tbody>\n");
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      html.append(marked.contains(i) ? "<tr class=\"marked\">" : "<tr>");
      html.append("<th scope=\"row\">").append(Html.escape(row.get(0))).append("</th>");
      row.subList(1, row.size())
          .forEach(cell -> html.append("<td>").append(Html.escape(cell)).append("</td>"));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>").toString();
  }
}
