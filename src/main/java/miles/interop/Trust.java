package miles.interop;

/** Whether a SavedModel that somebody else made is checked before anything of it is run. */
public enum Trust {
  /** Its operations are checked against a list; a model with any other operation is refused. */
  CHECKED,
  /**
   * The user has said that the model may do whatever its operations do, files and network included.
   */
  TRUSTED
}
