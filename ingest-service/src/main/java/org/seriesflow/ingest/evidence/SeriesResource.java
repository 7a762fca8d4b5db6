package org.seriesflow.ingest.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.seriesflow.streaming.TransientFaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /series/{uid}/complete}: an operator decides that a series is complete as it is. The
 * body is a JSON object with {@code by} and {@code reason}. 202: the decision stands in the log,
 * and ends the series if it is open when it is read; 400, 403, 404 (not turned on) and 503 say why
 * not as {@code error}.
 */
@Path("/series")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SeriesResource {
  private static final Logger LOG = LoggerFactory.getLogger(SeriesResource.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_BODY = 16 << 10;

  private final ForcedCompletion service;

  SeriesResource(ForcedCompletion service) {
    this.service = service;
  }

  /** Ends a series. */
  @POST
  @Path("{uid}/complete")
  public Response complete(
      @PathParam("uid") String series, @Context HttpServerRequest request, String body) {
    if (!service.operatorsAreServed()) {
      return error(Response.Status.NOT_FOUND, "seriesflow.operator.enabled is not set.");
    }
    var address = request.remoteAddress().hostAddress();
    if (!service.operators().include(address)) {
      LOG.warn("completion of series {} from {} refused", series, address);
      return error(Response.Status.FORBIDDEN, address + " is not served.");
    }
    if (body.length() > LONGEST_BODY) {
      return error(Response.Status.BAD_REQUEST, "The body is longer than " + LONGEST_BODY + ".");
    }
    var log = service.evidence();
    if (log.isEmpty()) {
      return error(Response.Status.SERVICE_UNAVAILABLE, "The service is not ready yet.");
    }
    try {
      var decision = JSON.readTree(body);
      log.get().forced(series, text(decision, "by"), text(decision, "reason"));
      LOG.info("{} completes series {}", text(decision, "by"), series);
      return Response.accepted(object("seriesInstanceUid", series)).build();
    } catch (JsonProcessingException e) {
      return error(Response.Status.BAD_REQUEST, "The body is no JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return error(Response.Status.BAD_REQUEST, e.getMessage());
    } catch (TransientFaultException e) {
      return error(Response.Status.SERVICE_UNAVAILABLE, e.getMessage());
    }
  }

  private static String text(JsonNode json, String name) {
    return json == null ? null : json.path(name).textValue();
  }

  private static Response error(Response.Status status, String sentence) {
    return Response.status(status).entity(object("error", sentence)).build();
  }

  private static String object(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put(name, value).toString();
  }
}
