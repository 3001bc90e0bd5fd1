import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundledModels } from "../../../../src/app/model-places.ts";
import {
  bundledFor,
  findModel,
  lookUp,
  type Places,
  readCatalogue,
} from "../../../../src/inference/registry/catalogue.ts";
import { parseManifest } from "../../../../src/inference/registry/manifest.ts";
import { compareVersions, requireVersions } from "../../../../src/inference/registry/versions.ts";
import { makeFolder, makeManifest, plainFiles, writeModel } from "../../../support/model-folder.ts";

function makePlaces(): Places & { add(place: "bundled" | "pulled", values: Record<string, unknown>): void } {
  const root = makeFolder();
  const places = { bundled: join(root, "bundled"), pulled: join(root, "pulled") };
  return {
    ...places,
    add(place, values) {
      const manifest = makeManifest(plainFiles, values);
      const below = place === "bundled" ? [manifest.id] : [manifest.id, manifest.version];
      writeModel(join(places[place], ...below), plainFiles, manifest);
    },
  };
}

describe("catalogue", () => {
  it("can read everything that is bundled", async () => {
    const pulled = join(makeFolder(), "none");
    const { models, unreadable } = await readCatalogue({ bundled: bundledModels, pulled });
    expect(unreadable).toEqual([]);
    expect(models.map(({ folder }) => folder.manifest.id)).toContain("voice-acoustic");
  });

  it("lists bundled and pulled models by id, the newest version first, and no downloads under way", async () => {
    const places = makePlaces();
    places.add("bundled", { id: "tiny", version: "1.2.0" });
    places.add("pulled", { id: "tiny", version: "1.10.0" });
    places.add("pulled", { id: "tiny", version: "1.10.0-rc.1" });
    places.add("pulled", { id: "a-model", version: "0.1.0" });
    writeModel(join(places.pulled, "tiny", ".2.0.0.partial"), plainFiles, makeManifest());
    mkdirSync(join(places.bundled, "keys"), { recursive: true });
    writeFileSync(join(places.pulled, "state.json"), "{}");
    const { models, unreadable } = await readCatalogue(places);
    expect(
      models.map(({ origin, folder: { manifest } }) => `${origin} ${manifest.id} ${manifest.version}`),
    ).toEqual([
      "pulled a-model 0.1.0",
      "pulled tiny 1.10.0",
      "pulled tiny 1.10.0-rc.1",
      "bundled tiny 1.2.0",
    ]);
    expect(unreadable).toEqual([]);
  });

  it("is empty where there are no folders yet", async () => {
    expect(await readCatalogue(makePlaces())).toEqual({ models: [], unreadable: [] });
  });

  it("tells of a folder that holds no model, and of one that is named like another", async () => {
    const places = makePlaces();
    mkdirSync(join(places.bundled, "empty"), { recursive: true });
    writeModel(
      join(places.pulled, "tiny", "3.0.0"),
      plainFiles,
      makeManifest(plainFiles, { version: "1.0.0" }),
    );
    const { models, unreadable } = await readCatalogue(places);
    expect(models).toEqual([]);
    expect(unreadable.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("manifest.json is missing"),
      expect.stringContaining("holds the model tiny@1.0.0; the folder has to be named like it"),
    ]);
  });

  it("finds a model by id, newest first, and by version, and says what there is", async () => {
    const places = makePlaces();
    places.add("bundled", { version: "1.0.0" });
    places.add("pulled", { version: "1.0.0" });
    places.add("pulled", { version: "1.1.0" });
    const catalogue = await readCatalogue(places);
    expect(findModel(catalogue, "tiny").folder.manifest.version).toBe("1.1.0");
    expect(findModel(catalogue, "tiny@1.0.0").origin).toBe("pulled");
    expect(lookUp(catalogue, { id: "tiny", version: "9.0.0" })).toBeUndefined();
    expect(() => findModel(catalogue, "tiny@2.0.0")).toThrow(
      expect.objectContaining({ code: "model.unknown", hint: "at hand: 1.1.0, 1.0.0" }),
    );
    expect(() => findModel(catalogue, "big")).toThrow(expect.objectContaining({ hint: "at hand: tiny" }));
    expect(() => findModel(catalogue, "tiny@1@2")).toThrow("There is no model");
  });

  it("prefers the bundled model of the language where several serve a task", async () => {
    const places = makePlaces();
    places.add("bundled", { id: "command-de", languages: ["de"] });
    places.add("bundled", { id: "command-en", languages: ["en"] });
    const catalogue = await readCatalogue(places);
    expect(bundledFor(catalogue, "command", "en")?.folder.manifest.id).toBe("command-en");
    expect(bundledFor(catalogue, "command", "fr")?.folder.manifest.id).toBe("command-de");
    expect(bundledFor(catalogue, "speech", "en")).toBeUndefined();
  });
});

describe("versions", () => {
  it("are ordered as semantic versions are", () => {
    const ordered = [
      "0.9.0",
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-beta.2",
      "1.0.0-beta.11",
      "1.0.0",
      "1.2.0",
      "1.10.0",
    ];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  });

  it("too old for a model are named", () => {
    const { manifest } = parseManifest(
      JSON.stringify(makeManifest(plainFiles, { minimum: { edgewise: "0.2.0" } })),
    );
    expect(() => requireVersions(manifest, { edgewise: "0.1.0", node: "20.19.0" })).toThrow(
      "The model tiny@1.0.0 needs edgewise 0.2.0 or newer; this is edgewise 0.1.0.",
    );
    requireVersions(manifest, { edgewise: "0.2.0", node: "20.19.0" });
  });
});
