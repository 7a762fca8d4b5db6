package org.seriesflow.e2e.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The layers of the code base, over the compiled classes of every module. */
class LayersTest {
  private static final String KAFKA = "org.apache.kafka..";
  private static final String DICOM_TOOLKIT = "org.aoju..";
  private static final String ONNX_RUNTIME = "ai.onnxruntime..";
  private static final String S3_CLIENT = "software.amazon..";
  private static final List<String> MODULES =
      List.of(
          "schemas",
          "imaging",
          "yaml",
          "dicom",
          "rules",
          "inference",
          "local-stack",
          "streaming",
          "stages",
          "ingest-service",
          "roi-service",
          "classifier-service",
          "benchmarks",
          "cli");

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    var root = Path.of(System.getProperty("seriesflow.root"));
    var folders =
        MODULES.stream().map(module -> root.resolve(module).resolve("target/classes")).toList();
    for (var folder : folders) {
      assertTrue(
          Files.isDirectory(folder), folder + " is missing: the whole project is built first");
    }
    classes = new ClassFileImporter().importPaths(folders);
  }

  @Test
  void shouldSeeTheClassesOfEveryModule() {
    var packages =
        List.of(
            "events",
            "imaging",
            "yaml",
            "dicom",
            "rules",
            "inference",
            "local",
            "streaming",
            "stages",
            "ingest",
            "roi",
            "classifier",
            "benchmarks",
            "cli");
    for (var name : packages) {
      assertFalse(
          classes.that(inPackage("org.seriesflow." + name)).isEmpty(), "no class of " + name);
    }
  }

  private static DescribedPredicate<JavaClass> inPackage(String root) {
    return JavaClass.Predicates.resideInAPackage(root + "..");
  }

  @Test
  void shouldKeepImagingPureJava() {
    noClasses()
        .that()
        .resideInAPackage("org.seriesflow.imaging..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("org.seriesflow.imaging..", "java..")
        .because("geometry, volumes and operators are used by every module and need none")
        .check(classes);
  }

  @Test
  void shouldImportTheDicomToolkitInDicomAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.seriesflow.dicom..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(DICOM_TOOLKIT)
        .because("the toolkit must be replaceable by its official artefacts")
        .check(classes);
  }

  @Test
  void shouldImportOnnxRuntimeInItsOnePackageAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.seriesflow.inference.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ONNX_RUNTIME)
        .because("native memory is handled in one place")
        .check(classes);
  }

  @Test
  void shouldImportTheS3ClientInThePayloadStoreAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.seriesflow.streaming.payload..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(S3_CLIENT)
        .because("what a store is made of is known to nobody who uses it")
        .check(classes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"imaging", "yaml", "dicom", "rules", "inference"})
  void shouldKnowNoKafkaAndNoEventsBelowStreaming(String module) {
    noClasses()
        .that()
        .resideInAPackage("org.seriesflow." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            KAFKA, "org.apache.avro..", "org.seriesflow.events..", "org.seriesflow.streaming..")
        .because("the libraries that do the work are used without a broker, too")
        .check(classes);
  }

  @Test
  void shouldKeepDicomAndInferenceApart() {
    noClasses()
        .that()
        .resideInAPackage("org.seriesflow.dicom..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.seriesflow.inference..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("org.seriesflow.inference..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.seriesflow.dicom..")
        .check(classes);
  }

  @Test
  void shouldLetNoServiceDependOnAnother() {
    var services = List.of("ingest", "roi", "classifier");
    for (var service : services) {
      var others =
          services.stream()
              .filter(other -> !other.equals(service))
              .map(other -> "org.seriesflow." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("org.seriesflow." + service + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .because("topics are the only contract between services")
          .check(classes);
    }
  }

  @Test
  void shouldLetNoLibraryDependOnAServiceOrOnTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.seriesflow.ingest..", "org.seriesflow.roi..", "org.seriesflow.classifier..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.seriesflow.ingest..", "org.seriesflow.roi..", "org.seriesflow.classifier..")
        .check(classes);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.seriesflow.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.seriesflow.cli..")
        .check(classes);
  }

  @Test
  void shouldKeepTheBrokerItselfOutOfWhatIsDeployed() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.seriesflow.streaming..",
            "org.seriesflow.stages..",
            "org.seriesflow.ingest..",
            "org.seriesflow.roi..",
            "org.seriesflow.classifier..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "org.seriesflow.local..")
        .check(classes);
  }

  @Test
  void shouldLogThroughSlf4jAlone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.apache.log4j..", "org.apache.logging..")
        .check(classes);
  }

  @Test
  void shouldWriteToTheStandardStreamsOnTheCommandLineAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.seriesflow.cli..", "org.seriesflow.local..")
        .and()
        // A process of its own, whose standard streams are how it is spoken to.
        .doNotHaveFullyQualifiedName("org.seriesflow.dicom.codec.CodecMain")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .because("services and libraries log; a command and a broker by itself speak")
        .check(classes);
  }
}
