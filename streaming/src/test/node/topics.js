// Reads and writes our topics with the official Confluent registry client and kafkajs.
// node topics.js read  BROKERS REGISTRY TOPIC COUNT   one decoded event a line on stdout
// node topics.js copy  BROKERS REGISTRY FROM  TO      reads one event of FROM and writes it to TO
const { Kafka, logLevel } = require("kafkajs");
const {
  SchemaRegistryClient,
  SerdeType,
  AvroDeserializer,
  AvroSerializer,
} = require("@confluentinc/schemaregistry");

// Nothing is disconnected: now and then kafkajs never comes back from that, and the process ends anyway.
const told = (step) => console.error(step);

const [mode, brokers, registryUrl, topic, last] = process.argv.slice(2);
const kafka = new Kafka({ brokers: brokers.split(","), logLevel: logLevel.ERROR });
const registry = new SchemaRegistryClient({ baseURLs: [registryUrl] });
const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {});

async function read(count) {
  const consumer = kafka.consumer({ groupId: "genuine-" + process.pid + "-" + Date.now() });
  await consumer.connect();
  told("the consumer is connected");
  await consumer.subscribe({ topic, fromBeginning: true });
  const events = [];
  await new Promise((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ message }) => {
          try {
            const event = await deserializer.deserialize(topic, message.value);
            events.push({ key: message.key.toString(), event });
            if (events.length === count) resolve();
          } catch (e) {
            reject(e);
          }
        },
      })
      .catch(reject);
  });
  told(`read ${events.length} of ${topic}`);
  return events;
}

const asText = (key, value) => (typeof value === "bigint" ? value.toString() : value);

async function main() {
  if (mode === "read") {
    for (const event of await read(Number(last))) console.log(JSON.stringify(event, asText));
    return;
  }
  const [{ key, event }] = await read(1);
  const serializer = new AvroSerializer(registry, SerdeType.VALUE, {
    autoRegisterSchemas: false,
    useLatestVersion: true,
  });
  const producer = kafka.producer();
  await producer.connect();
  told("the producer is connected");
  await producer.send({
    topic: last,
    messages: [{ key, value: await serializer.serialize(last, event) }],
  });
  told(`wrote to ${last}`);
}

main().then(
  () => process.exit(0),
  (e) => {
    console.error(e);
    process.exit(1);
  },
);
