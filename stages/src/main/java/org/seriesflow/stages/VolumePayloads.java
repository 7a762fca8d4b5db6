package org.seriesflow.stages;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.seriesflow.events.NormalisedVolume;
import org.seriesflow.imaging.Nifti;
import org.seriesflow.imaging.Volume;
import org.seriesflow.imaging.VolumeGeometry;
import org.seriesflow.inference.Input;
import org.seriesflow.streaming.DataException;
import org.seriesflow.streaming.TransientFaultException;
import org.seriesflow.streaming.payload.PayloadStore;
import org.seriesflow.streaming.payload.PayloadStore.LocalPayload;
import org.seriesflow.streaming.stage.StageContext;
import org.seriesflow.streaming.stage.StageParts;

/**
 * From a volume by reference to its voxels, mapped into memory. The event's geometry is
 * authoritative, being double precision; a payload that lies elsewhere is refused, never looked at.
 */
public record VolumePayloads(PayloadStore store) {

  /** Code of a payload that is no volume, or not the one that the event describes. */
  public static final String VOLUME_UNREADABLE = "VOLUME_UNREADABLE";

  /** Code of an event whose geometry is none. */
  public static final String GEOMETRY_INVALID = "GEOMETRY_INVALID";

  /**
   * A mapped volume. Closing unmaps it, then lets the payload go.
   *
   * @param volume voxels in their stored type, LPS order
   */
  public record OpenVolume(Volume volume, LocalPayload payload) implements AutoCloseable {
    @Override
    public void close() {
      try (payload) {
        volume.close();
      }
    }
  }

  /**
   * Mapped volumes of one event.
   *
   * @param inputs the volumes as a package takes them, in their order
   */
  public record OpenVolumes(List<Input.OfVolume> inputs, List<OpenVolume> open)
      implements AutoCloseable {
    public OpenVolumes {
      inputs = List.copyOf(inputs);
      open = List.copyOf(open);
    }

    @Override
    public void close() {
      open.forEach(OpenVolume::close);
    }
  }

  /**
   * Volumes of an event, with what is known of their geometry; errors as with one.
   *
   * @param described in the order wanted
   */
  public OpenVolumes openAll(List<NormalisedVolume> described, StageContext context) {
    try (var _ = context.part(StageParts.FETCH)) {
      return openAll(described);
    }
  }

  private OpenVolumes openAll(List<NormalisedVolume> described) {
    var inputs = new ArrayList<Input.OfVolume>();
    var open = new ArrayList<OpenVolume>();
    try {
      for (var one : described) {
        var volume = open(one);
        open.add(volume);
        inputs.add(new Input.OfVolume(volume.volume(), one.getGeometryEstimated()));
      }
      return new OpenVolumes(inputs, open);
    } catch (RuntimeException | Error e) {
      open.forEach(OpenVolume::close);
      throw e;
    }
  }

  /**
   * The volume of an event.
   *
   * @throws DataException where the event's geometry is none, the payload is missing or is not that
   *     volume
   * @throws TransientFaultException while the store is away
   */
  public OpenVolume open(NormalisedVolume described) {
    var geometry = geometry(described);
    var payload = store.fetch(described.getPayload());
    try {
      return new OpenVolume(Nifti.map(payload.file(), geometry), payload);
    } catch (NoSuchFileException e) {
      payload.close();
      throw new TransientFaultException(
          "Payload " + described.getPayload().getKey() + " went away while it was opened", e);
    } catch (IOException e) {
      payload.close();
      throw new DataException(
          VOLUME_UNREADABLE,
          "Payload %s is not the volume that the event describes: %s"
              .formatted(described.getPayload().getKey(), e.getMessage()),
          e);
    } catch (RuntimeException | Error e) {
      payload.close();
      throw e;
    }
  }

  /**
   * The geometry of an event.
   *
   * @throws DataException where it is none
   */
  public static VolumeGeometry geometry(NormalisedVolume described) {
    try {
      return EventGeometry.geometry(described);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          GEOMETRY_INVALID, "The geometry of the volume is none: " + e.getMessage(), e);
    }
  }
}
