package org.seriesflow.classifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.seriesflow.events.ReplayJob;
import org.seriesflow.events.ReplayJobStatus;
import org.seriesflow.streaming.EventJson;
import org.seriesflow.streaming.replay.ReplayJobs.Request;
import org.seriesflow.streaming.replay.ReplayRefusedException;
import org.seriesflow.streaming.replay.ReplayStage;

/**
 * Replay jobs over HTTP, in a classifier-service of mode REPLAY and nowhere else: every job ends
 * there, and it knows which package it runs. Others answer 404. What is asked wrongly is 400, with
 * the reason as {@code error}.
 */
@Path("/replay/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ReplayResource {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClassifierService service;

  ReplayResource(ClassifierService service) {
    this.service = service;
  }

  /** Makes a job for this package and copies it: stage, from, to, series, where, roi, rate. */
  @POST
  public Response create(String body) {
    return answer(
        runner -> {
          var job = runner.jobs().plan(request(body));
          runner.jobs().say(job);
          runner.run(job);
          return EventJson.of(job);
        });
  }

  /** All jobs. */
  @GET
  public Response list() {
    return answer(
        runner -> {
          var array = JsonNodeFactory.instance.arrayNode();
          runner.jobs().list().forEach(job -> array.add(EventJson.of(job)));
          return array;
        });
  }

  /** One job and how far it is. */
  @GET
  @Path("{job}")
  public Response show(@PathParam("job") String job) {
    return answer(runner -> withProgress(runner, runner.jobs().get(job)));
  }

  /** Pauses it. */
  @POST
  @Path("{job}/pause")
  public Response pause(@PathParam("job") String job) {
    return change(job, ReplayJobStatus.PAUSED);
  }

  /** Cancels it; what was copied is still scored. */
  @POST
  @Path("{job}/cancel")
  public Response cancel(@PathParam("job") String job) {
    return change(job, ReplayJobStatus.CANCELLED);
  }

  /** Goes on with it, here. */
  @POST
  @Path("{job}/resume")
  public Response resume(@PathParam("job") String job) {
    return answer(
        runner -> {
          var changed = runner.jobs().change(job, ReplayJobStatus.RUNNING);
          runner.run(changed);
          return EventJson.of(changed);
        });
  }

  private Response change(String job, ReplayJobStatus status) {
    return answer(runner -> EventJson.of(runner.jobs().change(job, status)));
  }

  private static JsonNode withProgress(ReplayRunner runner, ReplayJob job) {
    var progress = runner.copier().progress(job);
    return ((ObjectNode) EventJson.of(job))
        .put("offsetsDone", progress.done())
        .put("offsets", progress.total())
        .put("copied", progress.counts().copied());
  }

  private Request request(String body) {
    try {
      var json = JSON.readTree(body);
      List<String> series = new ArrayList<>();
      json.path("series").forEach(uid -> series.add(uid.asText()));
      return new Request(
          ReplayStage.of(json.path("stage").asText()),
          json.path("from").asText(),
          json.path("to").asText("LATEST"),
          series,
          text(json, "where"),
          service.application().runner().reference().getSha256(),
          text(json, "roi"),
          json.has("rate") ? Optional.of(json.get("rate").asDouble()) : Optional.empty(),
          Optional.of(service.applicationId()));
    } catch (JsonProcessingException e) {
      throw new ReplayRefusedException("The body is no JSON: " + e.getOriginalMessage());
    }
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.ofNullable(json.get(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  private Response answer(Function<ReplayRunner, JsonNode> work) {
    var runner = service.replayRunner();
    if (runner.isEmpty()) {
      return error(
          Response.Status.NOT_FOUND, "This deployment is not of mode REPLAY and has no jobs.");
    }
    try {
      return Response.ok(work.apply(runner.get()).toString()).build();
    } catch (ReplayRefusedException e) {
      return error(Response.Status.BAD_REQUEST, e.getMessage());
    }
  }

  private static Response error(Response.Status status, String sentence) {
    var body = JsonNodeFactory.instance.objectNode().put("error", sentence);
    return Response.status(status).entity(body.toString()).build();
  }
}
