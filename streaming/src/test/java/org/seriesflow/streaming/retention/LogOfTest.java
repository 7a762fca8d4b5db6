package org.seriesflow.streaming.retention;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.seriesflow.events.InstanceReceived;
import org.seriesflow.events.PayloadRef;
import org.seriesflow.local.EmbeddedKafka;
import org.seriesflow.streaming.Samples;
import org.seriesflow.streaming.Topic;
import org.seriesflow.streaming.Topics;

/** A broker of its own with the topics that a deployment has, and events that refer to payloads. */
final class LogOfTest implements AutoCloseable {
  static final String SERIES = "1.2.3";

  /** The state of assembly, as Kafka Streams names it. */
  static final String STATE = "ingest-service-assembly-instances-changelog";

  private final EmbeddedKafka kafka = EmbeddedKafka.start();
  private final KafkaProducer<byte[], byte[]> producer;

  LogOfTest() {
    var names = new ArrayList<>(Topics.all().stream().map(Topic::name).toList());
    names.add(STATE);
    create(names);
    producer = producer(Map.of());
  }

  void create(List<String> names) {
    try (var admin = Admin.create(Map.<String, Object>copyOf(client()))) {
      var topics = names.stream().map(name -> new NewTopic(name, 2, (short) 1)).toList();
      admin.createTopics(topics).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  Map<String, String> client() {
    return Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
  }

  /** Within a transaction that is begun. */
  KafkaProducer<byte[], byte[]> transactionalProducer() {
    var transactional = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "t"));
    transactional.initTransactions();
    transactional.beginTransaction();
    return transactional;
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    var properties = new HashMap<>(settings);
    properties.putAll(client());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void publish(String topic, PayloadRef payload) {
    publish(topic, event(payload));
  }

  void publish(String topic, byte[] value) {
    try {
      var key = SERIES.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An event as it stands in a topic: five bytes of wire format, then Avro. */
  static byte[] event(PayloadRef payload) {
    try {
      var bytes = new ByteArrayOutputStream();
      bytes.write(new byte[] {0, 0, 0, 0, 1});
      var encoded = InstanceReceived.getEncoder().encode(instance(payload));
      bytes.write(encoded.array(), encoded.arrayOffset() + encoded.position(), encoded.remaining());
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InstanceReceived instance(PayloadRef payload) {
    var instance = Samples.instance(SERIES, "1.2.3.4");
    instance.setPayload(payload);
    return instance;
  }

  /** An instance list as assembly writes it: compressed. */
  static byte[] list(PayloadRef payload) {
    var bytes = new ByteArrayOutputStream();
    try (var file =
        new DataFileWriter<InstanceReceived>(new SpecificDatumWriter<>(InstanceReceived.class))) {
      file.setCodec(CodecFactory.deflateCodec(1));
      file.create(InstanceReceived.getClassSchema(), bytes);
      file.append(instance(payload));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    producer.close();
    kafka.close();
  }
}
