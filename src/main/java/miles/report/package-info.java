/**
 * Reports: what a run or a comparison did, as one HTML file that needs no network and as event
 * files for TensorBoard.
 *
 * <p>Start at {@link miles.report.RunReport}: it reads the files of a run's folder, and neither
 * trains nor evaluates, so that a report can be made at any time and anywhere. A {@link
 * miles.report.Chart} is drawn by Chart.js in the reader's browser from numbers in the page, and
 * stands there as a table too. {@link miles.report.EventFiles} listens to a training and writes its
 * numbers through TensorFlow's summary operations.
 *
 * <p>Nothing here knows a model's graph.
 */
@NullMarked
package miles.report;

import org.jspecify.annotations.NullMarked;
