package org.seriesflow.e2e.k8s;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KustomizeTest {
  private static final Set<String> SERVICES =
      Set.of("ingest-service", "roi-service", "classifier-service");

  private static final Map<String, Integer> HTTP_PORTS =
      Map.of("ingest-service", 8081, "roi-service", 8082, "classifier-service", 8083);

  @Test
  void shouldHaveDeploymentAndServiceForEachService() throws IOException {
    var base = Manifests.base();

    assertEquals(SERVICES, names(base, "Deployment"));
    assertEquals(SERVICES, names(base, "Service"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest-service", "roi-service", "classifier-service"})
  void shouldSelectThePodsOfItsOwnDeployment(String service) throws IOException {
    var base = Manifests.base();
    var deployment = base.one("Deployment", service);
    var labels = Manifests.at(deployment, "spec", "template", "metadata", "labels");

    assertEquals(labels, Manifests.at(deployment, "spec", "selector", "matchLabels"));
    assertEquals(labels, Manifests.at(base.one("Service", service), "spec", "selector"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest-service", "roi-service", "classifier-service"})
  void shouldProbeHealthOnTheHttpPortOfTheService(String service) throws IOException {
    var base = Manifests.base();
    var container = base.container(service);
    int port = HTTP_PORTS.get(service);

    assertEquals(Integer.toString(port), base.environment(service).get("QUARKUS_HTTP_PORT"));
    assertEquals(port, ports(container).get("http"));
    assertAll(
        () -> assertProbe(container, "startupProbe", "/q/health/live"),
        () -> assertProbe(container, "livenessProbe", "/q/health/live"),
        () -> assertProbe(container, "readinessProbe", "/q/health/ready"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest-service", "roi-service", "classifier-service"})
  void shouldListenOnThePortThatTheServiceHasByDefault(String service) throws IOException {
    var properties =
        Files.readString(
            Manifests.folder()
                .resolveSibling(service + "/src/main/resources/application.properties"));

    assertTrue(properties.contains("quarkus.http.port=" + HTTP_PORTS.get(service)), properties);
  }

  @Test
  void shouldOfferTheDicomPortThatIngestListensOn() throws IOException {
    var base = Manifests.base();

    assertEquals(
        base.environment("ingest-service").get("SERIESFLOW_DICOM_PORT"),
        String.valueOf(ports(base.container("ingest-service")).get("dicom")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest-service", "roi-service", "classifier-service"})
  void shouldBoundMemoryAndGiveUpPrivileges(String service) throws IOException {
    var base = Manifests.base();
    var container = base.container(service);
    var pod = Manifests.at(base.one("Deployment", service), "spec", "template", "spec");

    assertTrue(Manifests.at(container, "resources", "limits").containsKey("memory"));
    assertEquals(true, Manifests.at(pod, "securityContext").get("runAsNonRoot"));
    assertEquals(true, Manifests.at(container, "securityContext").get("readOnlyRootFilesystem"));
    assertEquals(false, Manifests.at(container, "securityContext").get("allowPrivilegeEscalation"));
    assertEquals(false, pod.get("automountServiceAccountToken"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest-service", "roi-service", "classifier-service"})
  void shouldMountVolumesWhereConfigurationPointsTo(String service) throws IOException {
    var shared = sharedEnvironment();
    var mounts =
        Manifests.list(Manifests.base().container(service).get("volumeMounts")).stream()
            .map(mount -> (String) Manifests.map(mount).get("mountPath"))
            .collect(Collectors.toSet());

    assertTrue(mounts.contains(shared.get("SERIESFLOW_PAYLOAD_STORE_PATH")), mounts.toString());
    assertTrue(mounts.contains(shared.get("SERIESFLOW_STATE_DIR")), mounts.toString());
  }

  @Test
  void shouldHoldNoSecret() throws IOException {
    var environments = new TreeSet<String>(sharedEnvironment().keySet());
    SERVICES.forEach(service -> environments.addAll(environment(service)));

    assertFalse(
        environments.stream()
            .anyMatch(
                key -> key.contains("PASSWORD") || key.contains("TOKEN") || key.contains("USER")),
        environments.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/gpu", "overlays/s3"})
  void shouldRender(String folder) throws IOException, InterruptedException {
    assumeTrue(Manifests.kubectlIsThere(), "kubectl is not on the PATH");

    var rendered = Manifests.rendered(folder);

    assertEquals(SERVICES, names(rendered, "Deployment"));
    assertEquals(1, rendered.ofKind("ConfigMap").count());
    for (var service : SERVICES) {
      var image = (String) rendered.container(service).get("image");
      assertTrue(image.startsWith("seriesflow/" + service + ":0.1.0"), image);
    }
  }

  @Test
  void shouldStandBesideTheLiveServicesInTheReplayOverlay()
      throws IOException, InterruptedException {
    assumeTrue(Manifests.kubectlIsThere(), "kubectl is not on the PATH");

    var rendered = Manifests.rendered("overlays/replay");

    assertEquals(
        Set.of("ingest-service-replay", "roi-service-replay", "classifier-service-replay"),
        names(rendered, "Deployment"));
    assertOwnPods(rendered, "replay");
    assertEquals("REPLAY", mode(rendered));
    assertEquals(
        "rois.replay", rendered.environment("roi-service-replay").get("SERIESFLOW_TOPICS_ROIS"));
    var classifier = rendered.environment("classifier-service-replay");
    assertEquals("rois.replay", classifier.get("SERIESFLOW_TOPICS_ROIS"));
    assertEquals("predictions.rescored", classifier.get("SERIESFLOW_TOPICS_PREDICTIONS"));
    assertEquals("classifier-replay", classifier.get("SERIESFLOW_APPLICATION_ID"));
  }

  @Test
  void shouldHaveAClassifierAloneInTheShadowOverlay() throws IOException, InterruptedException {
    assumeTrue(Manifests.kubectlIsThere(), "kubectl is not on the PATH");

    var rendered = Manifests.rendered("overlays/shadow");

    assertEquals(Set.of("classifier-service-shadow"), names(rendered, "Deployment"));
    assertEquals(Set.of("classifier-service-shadow"), names(rendered, "Service"));
    assertOwnPods(rendered, "shadow");
    assertEquals("SHADOW", mode(rendered));
    var classifier = rendered.environment("classifier-service-shadow");
    assertEquals("classifier-shadow", classifier.get("SERIESFLOW_APPLICATION_ID"));
    assertEquals("predictions.rescored", classifier.get("SERIESFLOW_TOPICS_PREDICTIONS"));
  }

  @Test
  void shouldHaveALiveClassifierForWhatNamesItsPackageInTheOverlayOfASecondOne()
      throws IOException, InterruptedException {
    assumeTrue(Manifests.kubectlIsThere(), "kubectl is not on the PATH");

    var rendered = Manifests.rendered("overlays/second-classifier");

    assertEquals(Set.of("classifier-service-second"), names(rendered, "Deployment"));
    assertEquals(Set.of("classifier-service-second"), names(rendered, "Service"));
    assertOwnPods(rendered, "second");
    assertNull(mode(rendered));
    var classifier = rendered.environment("classifier-service-second");
    assertEquals("classifier-second", classifier.get("SERIESFLOW_APPLICATION_ID"));
    assertEquals("true", classifier.get("SERIESFLOW_PACKAGES_ONLY_NAMED"));
    assertEquals("", classifier.get("SERIESFLOW_PACKAGES_ELSEWHERE"));
  }

  /** Selects no pod of the live services, and shares their claim. */
  private static void assertOwnPods(Manifests rendered, String instance) {
    for (var name : names(rendered, "Deployment")) {
      var deployment = rendered.one("Deployment", name);
      assertEquals(
          instance,
          Manifests.at(deployment, "spec", "selector", "matchLabels")
              .get("app.kubernetes.io/instance"));
      var volumes =
          Manifests.list(Manifests.at(deployment, "spec", "template", "spec").get("volumes"));
      assertEquals(
          "seriesflow-payloads",
          Manifests.at(Manifests.map(volumes.getFirst()), "persistentVolumeClaim")
              .get("claimName"));
    }
    assertEquals(0, rendered.ofKind("PersistentVolumeClaim").count());
  }

  private static Object mode(Manifests rendered) {
    return Manifests.at(rendered.ofKind("ConfigMap").findFirst().orElseThrow(), "data")
        .get("SERIESFLOW_MODE");
  }

  @Test
  void shouldAskForOneGpuAndItsProviderInTheGpuOverlay() throws IOException, InterruptedException {
    assumeTrue(Manifests.kubectlIsThere(), "kubectl is not on the PATH");

    var rendered = Manifests.rendered("overlays/gpu");

    assertEquals(
        "1",
        Manifests.at(rendered.container("classifier-service"), "resources", "limits")
            .get("nvidia.com/gpu"));
    assertEquals(
        "cuda", rendered.environment("classifier-service").get("SERIESFLOW_EXECUTION_PROVIDERS"));
    assertEquals("cpu", rendered.environment("roi-service").get("SERIESFLOW_EXECUTION_PROVIDERS"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest-service", "roi-service", "classifier-service"})
  void shouldPutASpoolInThePlaceOfTheClaimInTheS3Overlay(String service)
      throws IOException, InterruptedException {
    assumeTrue(Manifests.kubectlIsThere(), "kubectl is not on the PATH");

    var rendered = Manifests.rendered("overlays/s3");
    var shared = Manifests.at(rendered.ofKind("ConfigMap").findFirst().orElseThrow(), "data");
    var mounts =
        Manifests.list(rendered.container(service).get("volumeMounts")).stream()
            .map(mount -> (String) Manifests.map(mount).get("mountPath"))
            .collect(Collectors.toSet());

    assertEquals("s3", shared.get("SERIESFLOW_PAYLOAD_STORE_TYPE"));
    assertTrue(mounts.contains(shared.get("SERIESFLOW_PAYLOAD_STORE_S3_SPOOL")), mounts.toString());
    assertFalse(mounts.contains(shared.get("SERIESFLOW_PAYLOAD_STORE_PATH")), mounts.toString());
    assertEquals(0, rendered.ofKind("PersistentVolumeClaim").count());
  }

  private static Set<String> environment(String service) {
    try {
      return Manifests.base().environment(service).keySet();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, String> sharedEnvironment() throws IOException {
    var generator =
        Manifests.map(
            Manifests.list(Manifests.kustomization().get("configMapGenerator")).getFirst());
    List<Object> literals = Manifests.list(generator.get("literals"));
    return literals.stream()
        .map(literal -> ((String) literal).split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static Set<String> names(Manifests manifests, String kind) {
    return manifests
        .ofKind(kind)
        .map(object -> (String) Manifests.at(object, "metadata").get("name"))
        .collect(Collectors.toSet());
  }

  private static Map<String, Object> ports(Map<String, Object> container) {
    return Manifests.list(container.get("ports")).stream()
        .map(Manifests::map)
        .collect(
            Collectors.toMap(port -> (String) port.get("name"), port -> port.get("containerPort")));
  }

  private static void assertProbe(Map<String, Object> container, String probe, String path) {
    var get = Manifests.at(container, probe, "httpGet");
    assertEquals(path, get.get("path"), probe);
    assertEquals("http", get.get("port"), probe);
  }
}
