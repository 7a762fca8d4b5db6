package org.seriesflow.cli.phantom;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.seriesflow.cli.CommandFailure;
import org.seriesflow.cli.ProjectFolder;
import org.seriesflow.cli.report.SeriesResult;
import org.seriesflow.cli.report.Truth;

/**
 * The phantoms of a folder, as its {@code phantoms.json} lists them.
 *
 * @param series at least one
 */
public record Phantoms(List<Phantom> series) {
  /** Name of the list in the folder. */
  public static final String LIST = "phantoms.json";

  public Phantoms {
    series = List.copyOf(series);
  }

  /**
   * The phantoms that come with the project.
   *
   * @throws CommandFailure where there are none, or the list is not as it must be
   */
  public static Phantoms shipped() {
    return of(ProjectFolder.phantoms());
  }

  /** As {@link #shipped}; empty where the project holds none. */
  public static Optional<Phantoms> ifShipped() {
    var folder = ProjectFolder.phantoms();
    return Files.exists(folder.resolve(LIST)) ? Optional.of(of(folder)) : Optional.empty();
  }

  /**
   * The phantoms of a folder.
   *
   * @throws CommandFailure with file and field, where anything is not as it must be
   */
  public static Phantoms of(Path folder) {
    var list = folder.resolve(LIST);
    if (!Files.isRegularFile(list)) {
      throw new CommandFailure("there are no phantoms: " + list + " does not exist");
    }
    var root = JsonField.read(list);
    if (!root.at("synthetic").bool()) {
      throw root.at("synthetic").wrong("must be true: a phantom is nobody's head");
    }
    var phantoms = new ArrayList<Phantom>();
    var uids = new HashSet<String>();
    for (var entry : root.at("series").elements()) {
      var phantom = phantom(folder, entry);
      if (!uids.add(phantom.seriesInstanceUid())) {
        throw entry.at("seriesInstanceUid").wrong("stands twice: " + phantom.seriesInstanceUid());
      }
      phantoms.add(phantom);
    }
    if (phantoms.isEmpty()) {
      throw root.at("series").wrong("is empty");
    }
    return new Phantoms(phantoms);
  }

  private static Phantom phantom(Path folder, JsonField entry) {
    var name = entry.at("file").text();
    var file = folder.resolve(name).normalize();
    if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
      throw entry.at("file").wrong("there is no file " + name + " in " + folder);
    }
    return new Phantom(
        file,
        entry.at("seriesInstanceUid").text(),
        entry.at("appearance").text(),
        entry.at("shape").integers(3),
        entry.at("spacingMm").numbers(3),
        entry.at("aneurysms").elements().stream()
            .map(Phantoms::aneurysm)
            .sorted(Comparator.comparingDouble(Phantom.Aneurysm::diameterMm).reversed())
            .toList());
  }

  private static Phantom.Aneurysm aneurysm(JsonField entry) {
    return new Phantom.Aneurysm(
        entry.at("label").text(),
        entry.at("diameterMm").number(),
        entry.at("centreLpsMm").numbers(3));
  }

  /** The one with the fewest voxels. */
  public Phantom smallest() {
    return series.stream().min(Comparator.comparingLong(Phantom::voxels)).orElseThrow();
  }

  /** The truth beside a result; empty where its series is none of these. */
  public Optional<Truth> truthOf(SeriesResult result) {
    return series.stream()
        .filter(phantom -> phantom.seriesInstanceUid().equals(result.seriesInstanceUid()))
        .findFirst()
        .map(
            phantom ->
                Truth.beside(
                    result,
                    phantom.appearance(),
                    phantom.aneurysms().stream()
                        .map(a -> new Truth.Aneurysm(a.label(), a.diameterMm(), a.centreLpsMm()))
                        .toList()));
  }
}
