/**
 * From data sets as their publishers lay them out to a manifest.
 *
 * <p>Start at {@link miles.data.published.PublishedSet}: it names the sets and imports one. Every
 * set has one loader, which knows its files and its split; the rest is shared: {@link
 * miles.data.published.NpyFile} reads arrays, {@link miles.data.published.SetWriter} writes the
 * manifest's rows and its files, {@link miles.data.published.Holdout} draws a validation split
 * where the publisher has none. Nothing is downloaded, no pickle is read, and a set is streamed:
 * the heap holds names and labels, never pictures or sounds. docs/datasets.md says what each set
 * is.
 */
@NullMarked
package miles.data.published;

import org.jspecify.annotations.NullMarked;
