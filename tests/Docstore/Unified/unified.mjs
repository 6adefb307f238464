// Runs the cases of MongoDB's unified test format with the official Node driver against one server.
let uri, admin, version, MongoClient, MongoServerError, ReadPreference, BSON, EJSON;

/** Prints a line a case: PASS|FAIL|SKIP, a tab, the file and the case, a tab, the reason. */
export async function run(mongodb, address, files, readFile) {
  ({ MongoClient, MongoServerError, ReadPreference, BSON } = mongodb);
  EJSON = BSON.EJSON;
  uri = address;
  admin = await MongoClient.connect(uri);
  ({ version } = await admin.db("admin").command({ buildInfo: 1 }));
  for (const path of files) {
    const file = EJSON.parse(readFile(path, "utf8"));
    for (const test of file.tests) {
      const name = `${path.split("/").slice(-2).join("/")}: ${test.description}`;
      try {
        await runCase(file, test);
        console.log(`PASS\t${name}\t`);
      } catch (error) {
        console.log(`${error instanceof Unsupported ? "SKIP" : "FAIL"}\t${name}\t${String(error.message ?? error).replaceAll(/\s+/g, " ")}`);
      }
    }
  }
  await admin.close();
}

class Unsupported extends Error {}
class Mismatch extends Error {}

const number = (text) => text.split(".").map(Number).concat(0, 0).slice(0, 3).reduce((sum, part) => sum * 1000 + part, 0);

function unmet(requirements) {
  if (!requirements?.length) return null;
  const reasons = requirements.map((r) =>
    r.minServerVersion && number(version) < number(r.minServerVersion) ? `server ${r.minServerVersion} or newer`
      : r.maxServerVersion && number(version) > number(r.maxServerVersion) ? `server ${r.maxServerVersion} or older`
        : r.topologies && !r.topologies.includes("single") ? "another topology"
          : r.auth === false ? "no authentication"
            : r.serverless === "require" ? "serverless" : null);
  return reasons.includes(null) ? null : reasons.join(" or ");
}

// "$$…" operators, numbers by value, extra fields only at the root.
function match(expected, actual, path, isRoot) {
  if (expected !== null && typeof expected === "object" && !Array.isArray(expected) && !expected._bsontype && !(expected instanceof Date)) {
    const keys = Object.keys(expected);
    if (keys.length === 1 && keys[0] === "$$unsetOrMatches") return actual === undefined || actual === null ? undefined : match(expected.$$unsetOrMatches, actual, path, isRoot);
    if (keys.length === 1 && keys[0] === "$$type") return [expected.$$type].flat().includes(typeOf(actual)) ? undefined : fail(path, expected, actual);
    if (actual === null || typeof actual !== "object" || Array.isArray(actual)) fail(path, expected, actual);
    for (const key of keys) {
      const wanted = expected[key];
      if (wanted && typeof wanted === "object" && "$$exists" in wanted) {
        if (wanted.$$exists !== (actual[key] !== undefined)) fail(`${path}.${key}`, wanted, actual[key]);
      } else if (actual[key] === undefined && !(wanted && typeof wanted === "object" && "$$unsetOrMatches" in wanted)) fail(`${path}.${key}`, wanted, undefined);
      else match(wanted, actual[key], `${path}.${key}`, false);
    }
    const extra = isRoot ? [] : Object.keys(actual).filter((key) => !(key in expected));
    if (extra.length) fail(path, expected, actual);
  } else if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) fail(path, expected, actual);
    expected.forEach((element, at) => match(element, actual[at], `${path}[${at}]`, isRoot === "each"));
  } else if (EJSON.stringify([expected]) !== EJSON.stringify([actual])) fail(path, expected, actual);
}

const typeOf = (value) => typeof value === "number" ? (Number.isInteger(value) ? "int" : "double") : value?._bsontype === "ObjectId" ? "objectId"
  : value?._bsontype === "Long" ? "long" : Array.isArray(value) ? "array" : value === null ? "null" : typeof value;

function fail(path, expected, actual) {
  throw new Mismatch(`${path}: expected ${EJSON.stringify(expected)}, got ${actual === undefined ? "nothing" : EJSON.stringify(actual)}`);
}

const collectionOperations = {
  find: (c, { filter, ...o }) => c.find(filter, o).toArray(),
  findOne: (c, { filter, ...o }) => c.findOne(filter, o),
  aggregate: (c, { pipeline, ...o }) => c.aggregate(pipeline, o).toArray(),
  count: (c, { filter, ...o }) => c.count(filter, o),
  countDocuments: (c, { filter, ...o }) => c.countDocuments(filter, o),
  estimatedDocumentCount: (c, o) => c.estimatedDocumentCount(o),
  distinct: (c, { fieldName, filter, ...o }) => c.distinct(fieldName, filter, o),
  insertOne: (c, { document, ...o }) => c.insertOne(document, o),
  insertMany: (c, { documents, ...o }) => c.insertMany(documents, o),
  updateOne: (c, { filter, update, ...o }) => c.updateOne(filter, update, o),
  updateMany: (c, { filter, update, ...o }) => c.updateMany(filter, update, o),
  replaceOne: (c, { filter, replacement, ...o }) => c.replaceOne(filter, replacement, o),
  deleteOne: (c, { filter, ...o }) => c.deleteOne(filter, o),
  deleteMany: (c, { filter, ...o }) => c.deleteMany(filter, o),
  findOneAndDelete: (c, { filter, ...o }) => c.findOneAndDelete(filter, o),
  findOneAndReplace: (c, { filter, replacement, ...o }) => c.findOneAndReplace(filter, replacement, returned(o)),
  findOneAndUpdate: (c, { filter, update, ...o }) => c.findOneAndUpdate(filter, update, returned(o)),
  bulkWrite: (c, { requests, ...o }) => c.bulkWrite(requests, o),
  createIndex: (c, { keys, ...o }) => c.createIndex(keys, o),
  listIndexes: (c, o) => c.listIndexes(o).toArray(),
};

const databaseOperations = {
  aggregate: (d, { pipeline, ...o }) => d.aggregate(pipeline, o).toArray(),
  createCollection: (d, { collection, ...o }) => d.createCollection(collection, o),
  dropCollection: (d, { collection, ...o }) => d.dropCollection(collection, o),
  listCollections: (d, { filter, ...o }) => d.listCollections(filter, o).toArray(),
  modifyCollection: (d, { collection, ...o }) => d.command({ collMod: collection, ...o }),
};

const runnerOperations = {
  assertCollectionExists: async (_, { databaseName, collectionName }) => {
    if (!(await admin.db(databaseName).listCollections({ name: collectionName }).toArray()).length) throw new Mismatch(`${collectionName} does not exist`);
  },
};

const returned = (o) => (o.returnDocument ? { ...o, returnDocument: o.returnDocument.toLowerCase() } : o);

const plain = (result) => result && result.constructor?.name === "BulkWriteResult"
  ? Object.fromEntries(["insertedCount", "matchedCount", "modifiedCount", "deletedCount", "upsertedCount", "insertedIds", "upsertedIds"].map((name) => [name, result[name]]))
  : result;

async function runOperation(operation, entities) {
  const target = operation.object === "testRunner" ? null : entities[operation.object];
  const table = target === null ? runnerOperations : target.kind === "collection" ? collectionOperations : target.kind === "database" ? databaseOperations : {};
  const run = table[operation.name];
  if (!run) throw new Unsupported(`operation ${operation.name}`);
  let result;
  try {
    result = plain(await run(target?.value, operation.arguments ?? {}));
  } catch (error) {
    if (!operation.expectError || error instanceof Mismatch) throw error;
    return checkError(operation.expectError, error);
  }
  if (operation.expectError) throw new Mismatch(`${operation.name}: expected an error, got ${EJSON.stringify(result)}`);
  if (operation.expectResult !== undefined) match(operation.expectResult, result ?? null, operation.name, Array.isArray(operation.expectResult) ? "each" : true);
}

function checkError(expected, error) {
  const isServer = error instanceof MongoServerError;
  if (expected.isClientError !== undefined && expected.isClientError === isServer) throw new Mismatch(`expected ${isServer ? "a client" : "a server"} error, got ${error}`);
  if (expected.errorCode !== undefined && expected.errorCode !== error.code) throw new Mismatch(`expected code ${expected.errorCode}, got ${error.code}: ${error.message}`);
  if (expected.errorContains && !error.message.toLowerCase().includes(expected.errorContains.toLowerCase())) throw new Mismatch(`expected '${expected.errorContains}' in '${error.message}'`);
  if (expected.errorResponse) match(expected.errorResponse, error.errorResponse, "errorResponse", true);
  if (expected.expectResult) match(expected.expectResult, plain(error.result), "expectResult of the error", true);
}

async function prepare(initialData) {
  for (const { databaseName, collectionName, documents } of initialData ?? []) {
    const database = admin.db(databaseName);
    await database.dropCollection(collectionName);
    if (documents.length) await database.collection(collectionName).insertMany(documents);
    else await database.createCollection(collectionName);
  }
}

function createEntities(specifications, events) {
  const entities = {};
  for (const specification of specifications ?? []) {
    const [kind, e] = Object.entries(specification)[0];
    if (kind === "client") {
      const value = new MongoClient(uri, { monitorCommands: true, ...e.uriOptions });
      for (const name of e.observeEvents ?? []) {
        value.on(name.replace("Event", ""), (event) => { if (!["hello", "isMaster", "endSessions"].includes(event.commandName)) (events[e.id] ??= []).push({ name, event }); });
      }
      entities[e.id] = { kind, value };
    } else if (kind === "database") entities[e.id] = { kind, value: entities[e.client].value.db(e.databaseName, options(e.databaseOptions)) };
    else if (kind === "collection") entities[e.id] = { kind, value: entities[e.database].value.collection(e.collectionName, options(e.collectionOptions)) };
    else throw new Unsupported(`entity ${kind}`);
  }
  return entities;
}

const options = (o) => (o?.readPreference ? { ...o, readPreference: new ReadPreference(o.readPreference.mode, [], o.readPreference) } : o);

function checkEvents(expectations, events) {
  for (const { client, events: expected, ignoreExtraEvents } of expectations ?? []) {
    const seen = events[client] ?? [];
    if (ignoreExtraEvents ? seen.length < expected.length : seen.length !== expected.length) throw new Mismatch(`expected ${expected.length} events, got ${seen.map((e) => `${e.name} ${e.event.commandName}`)}`);
    expected.forEach((wanted, at) => {
      const [name, fields] = Object.entries(wanted)[0];
      const { event } = seen[at];
      if (name !== seen[at].name) throw new Mismatch(`expected ${name}, got ${seen[at].name}`);
      for (const field of ["command", "reply"]) if (fields[field]) match(fields[field], onWire(event[field]), `${event.commandName}.${field}`, true);
      for (const field of ["commandName", "databaseName"]) if (fields[field] !== undefined && fields[field] !== event[field]) fail(field, fields[field], event[field]);
    });
  }
}

// What the driver holds as a Map, say, is a document on the wire.
const onWire = (command) => BSON.deserialize(BSON.serialize(command));

async function runCase(file, test) {
  const reason = unmet(file.runOnRequirements) ?? unmet(test.runOnRequirements) ?? test.skipReason;
  if (reason) throw new Unsupported(`wants ${reason}`);
  await prepare(file.initialData);
  const events = {};
  const entities = createEntities(file.createEntities, events);
  try {
    for (const operation of test.operations) await runOperation(operation, entities);
  } finally {
    for (const { kind, value } of Object.values(entities)) if (kind === "client") await value.close();
  }
  checkEvents(test.expectEvents, events);
  for (const { databaseName, collectionName, documents } of test.outcome ?? []) {
    match(documents, await admin.db(databaseName).collection(collectionName).find({}, { sort: { _id: 1 } }).toArray(), `outcome ${collectionName}`, false);
  }
}
