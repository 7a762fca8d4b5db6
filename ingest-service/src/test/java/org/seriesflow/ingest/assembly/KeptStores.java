package org.seriesflow.ingest.assembly;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Stores whose rows outlive the test driver, which deletes the folder of persistent ones when it is
 * closed.
 */
final class KeptStores {
  private final Map<String, NavigableMap<Bytes, byte[]>> rows = new HashMap<>();

  /** The rows of a store as they are encoded. */
  Map<Bytes, byte[]> rows(String store) {
    return rows.get(store);
  }

  KeyValueBytesStoreSupplier supplier(String name) {
    var kept = rows.computeIfAbsent(name, _ -> new TreeMap<>());
    return new KeyValueBytesStoreSupplier() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        return new KeptStore(name, kept);
      }

      @Override
      public String metricsScope() {
        return "kept";
      }
    };
  }

  private static final class KeptStore implements KeyValueStore<Bytes, byte[]> {
    private final String name;
    private final NavigableMap<Bytes, byte[]> rows;
    private boolean open;

    KeptStore(String name, NavigableMap<Bytes, byte[]> rows) {
      this.name = name;
      this.rows = rows;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
      context.register(root, this::put);
      open = true;
    }

    private void put(byte[] key, byte[] value) {
      put(Bytes.wrap(key), value);
    }

    @Override
    public void put(Bytes key, byte[] value) {
      if (value == null) {
        rows.remove(key);
      } else {
        rows.put(key, value);
      }
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
      return rows.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
      entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte[] delete(Bytes key) {
      return rows.remove(key);
    }

    @Override
    public byte[] get(Bytes key) {
      return rows.get(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
      return new Rows(rows.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
      return new Rows(rows);
    }

    @Override
    public <S extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(
        P prefix, S serializer) {
      var from = serializer.serialize(null, prefix);
      // 0xFF stands in no UTF-8 text, so that it is above whatever follows the prefix.
      var to = Arrays.copyOf(from, from.length + 1);
      to[from.length] = (byte) 0xFF;
      return new Rows(rows.subMap(Bytes.wrap(from), true, Bytes.wrap(to), true));
    }

    @Override
    public long approximateNumEntries() {
      return rows.size();
    }

    @Override
    public void close() {
      open = false;
    }

    @Override
    public Position getPosition() {
      return Position.emptyPosition();
    }

    @Override
    public boolean persistent() {
      return true;
    }

    @Override
    public boolean isOpen() {
      return open;
    }
  }

  private static final class Rows implements KeyValueIterator<Bytes, byte[]> {
    private final Iterator<Map.Entry<Bytes, byte[]>> entries;
    private Map.Entry<Bytes, byte[]> next;

    Rows(Map<Bytes, byte[]> rows) {
      entries = List.copyOf(rows.entrySet()).iterator();
      advance();
    }

    private void advance() {
      next = entries.hasNext() ? entries.next() : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      var row = KeyValue.pair(next.getKey(), next.getValue());
      advance();
      return row;
    }

    @Override
    public Bytes peekNextKey() {
      return next.getKey();
    }

    @Override
    public void close() {}
  }
}
