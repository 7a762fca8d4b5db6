package org.seriesflow.dicom;

/**
 * Hears of everything that the receiver turns away, so that it can be counted. Called from the
 * receiver's threads; must return at once.
 */
public interface ReceiverObserver {

  /** Hears nothing. */
  ReceiverObserver SILENT = new ReceiverObserver() {};

  /** Why an association was rejected; the A-ASSOCIATE-RJ of PS3.8 table 9-21. */
  enum Rejection {
    /** Permanent, service user: called AE title not recognized. */
    CALLED_AE_TITLE,
    /** Permanent, service user: calling AE title not recognized. */
    CALLING_AE_TITLE,
    /** Transient, service provider (presentation): local limit exceeded. */
    LOCAL_LIMIT,
    /** Transient, service provider (presentation): temporary congestion. */
    CONGESTION,
    /** Permanent: protocol version or application context name not supported. */
    PROTOCOL
  }

  /** Why a presentation context was refused; the result of PS3.8 table 9-18. */
  enum ContextRefusal {
    /** Abstract syntax not supported: the configuration excludes the SOP class. */
    EXCLUDED_SOP_CLASS,
    /** Abstract syntax not supported: it is not a storage SOP class. */
    NOT_STORAGE,
    /** None of the transfer syntaxes is taken. */
    TRANSFER_SYNTAX
  }

  /** Why a connection was cut. */
  enum Cut {
    /** No complete A-ASSOCIATE-RQ within its time. */
    NO_ASSOCIATION_REQUEST,
    /** No message for too long. */
    IDLE,
    /** Too little of a message that has begun. */
    NOT_SENDING,
    /** The peer does not take our answers. */
    NOT_READING,
    /** More connections than the associations allowed and some to be rejected. */
    TOO_MANY_CONNECTIONS,
    /** A PDU longer than any that we read. */
    PDU_TOO_LONG,
    /** A command, or an element of one, longer than any that we read. */
    COMMAND_TOO_LONG,
    /** A response with a data set, of which we ask for none. */
    RESPONSE_WITH_DATA_SET,
    /** The TLS handshake failed. */
    TLS
  }

  /** An association was rejected. */
  default void associationRejected(AssociationInfo association, Rejection reason) {}

  /** A presentation context was refused; the association may have others. */
  default void contextRefused(
      AssociationInfo association, String sopClassUid, ContextRefusal reason) {}

  /**
   * The receiver itself answered a C-STORE with a failure. What an {@link InstanceSink} refuses is
   * not told: a sink counts that itself.
   */
  default void instanceRefused(AssociationInfo association, IntakeException.Kind reason) {}

  /** A connection was cut. */
  default void connectionCut(String remoteAddress, Cut reason) {}
}
