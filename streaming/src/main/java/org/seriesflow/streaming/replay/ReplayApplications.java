package org.seriesflow.streaming.replay;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.KafkaFuture;
import org.seriesflow.streaming.TransientFaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which replay applications run now, and with which package: read from Kafka's own consumer groups,
 * where a process that died is missing within seconds. A replay application says its package in its
 * client id.
 */
public final class ReplayApplications {
  /** Role of the application that makes volumes of instances, which runs no package. */
  public static final String NORMALISATION = "NORMALISATION";

  private static final Pattern CLIENT_ID =
      Pattern.compile("seriesflow-replay-([A-Z]+)-([0-9a-f]*)-.*");

  private static final Logger LOG = LoggerFactory.getLogger(ReplayApplications.class);

  private final List<Application> running;

  /**
   * One that runs.
   *
   * @param role CLASSIFIER, ROI or {@link #NORMALISATION}
   * @param sha256 digest of its package, empty where it runs none
   */
  public record Application(String role, String sha256) implements Comparable<Application> {
    @Override
    public int compareTo(Application other) {
      return (role + sha256).compareTo(other.role + other.sha256);
    }
  }

  private ReplayApplications(List<Application> running) {
    this.running = running;
  }

  /** The client id of a replay application. */
  public static String clientId(String role, String sha256, UUID process) {
    return "seriesflow-replay-%s-%s-%s".formatted(role, sha256, process);
  }

  /**
   * Those that run now.
   *
   * @param kafka client settings: bootstrap servers and security
   */
  public static ReplayApplications running(Map<String, String> kafka) {
    var found = new TreeSet<Application>();
    try (var admin = Admin.create(Map.<String, Object>copyOf(kafka))) {
      var groups = admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
      admin
          .describeConsumerGroups(groups)
          .describedGroups()
          .forEach((id, group) -> add(id, group, found));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFaultException("Interrupted while asking for consumer groups", e);
    } catch (ExecutionException e) {
      throw new TransientFaultException(
          "Kafka does not say which applications run: " + e.getCause().getMessage(), e);
    }
    return new ReplayApplications(List.copyOf(found));
  }

  private static void add(
      String groupId, KafkaFuture<ConsumerGroupDescription> group, Set<Application> found) {
    try {
      group.get().members().forEach(member -> of(member.clientId()).ifPresent(found::add));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFaultException("Interrupted while asking for group " + groupId, e);
    } catch (ExecutionException e) {
      LOG.debug("Group {} has ended since it was listed, or is of another kind", groupId, e);
    }
  }

  static Optional<Application> of(String clientId) {
    var matcher = CLIENT_ID.matcher(clientId);
    return matcher.matches()
        ? Optional.of(new Application(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /**
   * The digest of the package in that role: the one asked for where it runs, the only one that runs
   * where none is asked for.
   *
   * @throws ReplayRefusedException naming what runs
   */
  public String require(String role, Optional<String> wanted) {
    var there =
        running.stream().filter(one -> one.role().equals(role)).map(Application::sha256).toList();
    if (wanted.isPresent() && there.contains(wanted.get())) {
      return wanted.get();
    }
    if (wanted.isEmpty() && there.size() == 1) {
      return there.getFirst();
    }
    throw new ReplayRefusedException(
        "No replay application %s runs%s; %s. Start one with seriesflow.mode=REPLAY (docs/replay.md)."
            .formatted(
                role,
                wanted.map(sha256 -> " package " + sha256).orElse(", or not one alone"),
                there.isEmpty() ? "none of that role runs" : "those that run have " + there));
  }
}
