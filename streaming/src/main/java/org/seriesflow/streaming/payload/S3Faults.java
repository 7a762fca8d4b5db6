package org.seriesflow.streaming.payload;

import java.io.IOException;
import org.seriesflow.streaming.TransientFaultException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What faults of an object store mean. As with a disk: whatever keeps the store from answering is
 * waited for and names its remedy, be it a network, a policy or a setting.
 *
 * @param group what its configuration keys begin with
 */
record S3Faults(String store, String group) {
  private static final int MOVED = 301;
  private static final int BAD_REQUEST = 400;
  private static final int DENIED = 403;
  private static final int NOT_FOUND = 404;

  /** The object is not there: the only fault that is one of the data, once the bucket is known. */
  static boolean isMissingObject(AwsServiceException e) {
    return e.statusCode() == NOT_FOUND && !"NoSuchBucket".equals(code(e));
  }

  TransientFaultException away(SdkException e) {
    return e instanceof AwsServiceException answer ? refused(answer) : unreachable(e);
  }

  TransientFaultException away(IOException e) {
    return new TransientFaultException(
        "The %s does not work (%s: %s)"
            .formatted(store, e.getClass().getSimpleName(), e.getMessage()),
        e);
  }

  private TransientFaultException unreachable(SdkException e) {
    return new TransientFaultException(
        "The %s cannot be asked: %s".formatted(store, e.getMessage()), e);
  }

  private TransientFaultException refused(AwsServiceException e) {
    String what =
        switch (e.statusCode()) {
          case DENIED ->
              "denies access (%s): look at the credentials and at the bucket's policy, which must"
                  + " allow ListBucket, GetObject, PutObject, DeleteObject and"
                  + " AbortMultipartUpload";
          case NOT_FOUND -> "has no such bucket (%s): create it";
          case MOVED, BAD_REQUEST ->
              "refuses the request (%s): is " + group + ".s3.region its region?";
          default -> "does not work (%s)";
        };
    String answer = "%d %s".formatted(e.statusCode(), code(e)).strip();
    return new TransientFaultException("The %s %s".formatted(store, what.formatted(answer)), e);
  }

  private static String code(AwsServiceException e) {
    var details = e.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }
}
