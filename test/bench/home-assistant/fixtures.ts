import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { EntityInput } from "../../../src/commands/entities/definition.ts";
import { nameKey } from "../../../src/commands/entities/names.ts";
import { type Case, kinds } from "./expected.ts";

interface TestFile {
  floors?: { name: string; id?: string }[];
  areas?: { name: string; id?: string; floor?: string }[];
  entities?: {
    name: string | { in: string };
    id?: string;
    domain?: string;
    area?: string;
    attributes?: { device_class?: string };
  }[];
  tests?: { sentences: string[]; slots?: Record<string, string | number> }[];
}

/** Sentences with the site they are said in. */
export interface TestGroup {
  cases: Case[];
  site: { entities: EntityInput[]; areas: { name: string; aliases: string[]; floor?: string }[] };
}

/**
 * The sentences of a folder of Home Assistant's sentence tests. Files whose things fit together share one site, since
 * each has to be compiled.
 */
export function readTests(folder: string): TestGroup[] {
  const files: { intent: string; content: TestFile }[] = [];
  const fixtures = join(folder, "_fixtures.yaml");
  const common = existsSync(fixtures) ? readFile(fixtures) : {};
  for (const intent of readdirSync(folder).sort()) {
    if (!intent.startsWith("Hass")) continue;
    for (const file of readdirSync(join(folder, intent)).sort()) {
      if (file.endsWith(".yaml")) files.push({ intent, content: readFile(join(folder, intent, file)) });
    }
  }
  const groups: { files: typeof files; things: Map<string, string> }[] = [];
  for (const file of files) {
    const things = thingsIn(file.content);
    const fits = groups.find((group) =>
      [...things].every(([name, what]) => (group.things.get(name) ?? what) === what),
    );
    const group = fits ?? { files: [], things: new Map<string, string>() };
    if (!fits) groups.push(group);
    group.files.push(file);
    for (const [name, what] of things) group.things.set(name, what);
  }
  return groups.map((group) => ({
    cases: group.files.flatMap(({ intent, content }) =>
      (content.tests ?? []).flatMap(({ sentences, slots }) =>
        sentences.map((text) => ({ intent, text, slots: slots ?? {} })),
      ),
    ),
    site: siteOf([...group.files.map(({ content }) => content), common]),
  }));
}

/** What each name stands for in a file. */
function thingsIn({ entities, areas, floors }: TestFile): Map<string, string> {
  const things = new Map<string, string>();
  for (const { name, area, domain, id } of entities ?? []) {
    const spoken = typeof name === "string" ? name : name.in;
    things.set(nameKey(spoken), `${domain ?? id?.split(".")[0]} ${area ?? ""}`);
  }
  for (const { name, floor } of areas ?? []) {
    if (floor !== undefined)
      things.set(`area ${nameKey(name)}`, floors?.find(({ id }) => id === floor)?.name ?? floor);
  }
  return things;
}

function readFile(path: string): TestFile {
  return (parse(readFileSync(path, "utf8")) ?? {}) as TestFile;
}

function siteOf(files: readonly TestFile[]) {
  const areas = new Map<string, { name: string; aliases: string[]; floor?: string }>();
  const entities = new Map<string, EntityInput>();
  for (const file of files) {
    const floorNames = new Map((file.floors ?? []).map(({ name, id }) => [id ?? name, name]));
    const areaNames = new Map((file.areas ?? []).map(({ name, id }) => [id ?? name, name]));
    for (const { name, floor } of file.areas ?? []) {
      const known = areas.get(nameKey(name));
      const on = floor === undefined ? known?.floor : (floorNames.get(floor) ?? floor);
      const at = known?.floor ?? on;
      areas.set(nameKey(name), { name: known?.name ?? name, aliases: [], ...(at ? { floor: at } : {}) });
    }
    for (const { name } of file.floors ?? []) {
      // A floor is only known by what is on it.
      const room = `${name} landing`;
      areas.set(nameKey(room), { name: room, aliases: [], floor: name });
      add({ name: `${name} landing sensor`, kind: "sensor", area: room });
    }
    for (const entity of file.entities ?? []) {
      const domain = entity.domain ?? entity.id?.split(".")[0] ?? "";
      const kind = kinds[domain];
      const area = entity.area === undefined ? undefined : (areaNames.get(entity.area) ?? entity.area);
      const name = typeof entity.name === "string" ? entity.name : entity.name.in;
      if (kind === undefined) continue;
      const deviceClass = entity.attributes?.device_class;
      add({ name, kind, ...(area ? { area } : {}), ...(deviceClass ? { deviceClass } : {}) });
    }
  }
  // Every area is known by a thing in it.
  for (const { name } of areas.values()) add({ name: `${name} probe`, kind: "sensor", area: name });
  return { entities: [...entities.values()], areas: [...areas.values()] };

  function add(entity: { name: string; kind: string; area?: string; deviceClass?: string }) {
    const key = nameKey(entity.name);
    if (entities.has(key)) return;
    const id = `e${entities.size + 1}`;
    entities.set(key, {
      ...entity,
      id,
      topic: `bench/${id}`,
      schema: "json",
      attributes: attributesOf(entity.kind),
    } as EntityInput);
  }
}

/** What the sentences set. */
function attributesOf(kind: string): EntityInput["attributes"] {
  const settable = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, { set: { payload: { [name]: "{value}" } } }]));
  if (kind === "light") return settable(["brightness", "colour", "colourTemperature"]);
  if (kind === "fan") return settable(["speed"]);
  if (kind === "media") return settable(["volume"]);
  if (kind === "cover" || kind === "valve") return settable(["position"]);
  return {};
}
