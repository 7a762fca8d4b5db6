package org.seriesflow.streaming;

/**
 * The input itself is bad: no repetition mends it. It becomes a dead letter with the code and the
 * sentence, and the stream goes on.
 */
public class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code stable, in capitals, listed in docs/dead-letters.md
   * @param sentence names the thing and the value
   */
  public DataException(String code, String sentence) {
    super(sentence);
    this.code = code;
  }

  public DataException(String code, String sentence, Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
