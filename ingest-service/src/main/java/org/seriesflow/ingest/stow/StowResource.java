package org.seriesflow.ingest.stow;

import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.seriesflow.ingest.reception.RequestRefusal;

/** {@code POST /studies} and {@code POST /studies/{study}} (PS3.18 section 10.5). */
@Path("/studies")
@Blocking
@Consumes(MediaType.WILDCARD)
public class StowResource {
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final String RETRY_AFTER_SECONDS = "10";

  private final StowEndpoint endpoint;

  StowResource(StowEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Instances of any study. */
  @POST
  public Response store(
      @Context HttpServerRequest request, @Context HttpHeaders headers, InputStream body) {
    return store(Optional.empty(), request, headers, body);
  }

  /** Instances of one study. */
  @POST
  @Path("{study}")
  public Response storeStudy(
      @PathParam("study") String study,
      @Context HttpServerRequest request,
      @Context HttpHeaders headers,
      InputStream body) {
    return store(Optional.of(study), request, headers, body);
  }

  private Response store(
      Optional<String> study, HttpServerRequest request, HttpHeaders headers, InputStream body) {
    if (!endpoint.enabled()) {
      return Response.status(Response.Status.NOT_FOUND).build();
    }
    var outcome =
        endpoint
            .service()
            .map(service -> service.store(described(study, request), body))
            .orElseGet(() -> StowOutcome.refused(RequestRefusal.NOT_READY));
    return answer(outcome, headers);
  }

  private static StowService.Request described(Optional<String> study, HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return new StowService.Request(
        request.remoteAddress().hostAddress(),
        Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_TYPE)),
        Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_ENCODING)),
        length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length)),
        study);
  }

  private static Response answer(StowOutcome outcome, HttpHeaders headers) {
    var dataSet = StowAnswer.of(outcome);
    var response = Response.status(outcome.status());
    if (wantsXml(headers)) {
      response.type(StowAnswer.XML).entity(dataSet.xml());
    } else {
      response.type(StowAnswer.JSON).entity(dataSet.json());
    }
    if (outcome.status() == SERVICE_UNAVAILABLE) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    if (outcome.refusal().isPresent() || outcome.status() == SERVICE_UNAVAILABLE) {
      // The rest of the body is not read.
      response.header("Connection", "close");
    }
    return response.build();
  }

  /** JSON unless XML is asked for and JSON is not, or later. */
  private static boolean wantsXml(HttpHeaders headers) {
    for (var type : headers.getAcceptableMediaTypes()) {
      if (type.isCompatible(MediaType.valueOf(StowAnswer.JSON))) {
        return false;
      }
      if (type.isCompatible(MediaType.valueOf(StowAnswer.XML))) {
        return true;
      }
    }
    return false;
  }
}
