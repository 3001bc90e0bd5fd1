import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configFiles, readYamlFile } from "../../../src/config/sources.ts";
import { folderWith, thrownBy } from "./config-folder.ts";

describe("configFiles", () => {
  it("gives the main file first, then conf.d by name", () => {
    const directory = folderWith({
      "edgewise.yaml": "",
      "conf.d/20-b.yaml": "",
      "conf.d/10-a.yml": "",
      "conf.d/9.yaml": "",
    });
    expect(configFiles(join(directory, "edgewise.yaml"), directory, true)).toEqual(
      ["edgewise.yaml", "conf.d/10-a.yml", "conf.d/20-b.yaml", "conf.d/9.yaml"].map((name) =>
        join(directory, name),
      ),
    );
  });

  it("leaves out what is no YAML file, folders, and what editors leave beside a file", () => {
    const directory = folderWith({
      "conf.d/notes.txt": "",
      "conf.d/10.yaml~": "",
      "conf.d/10.yaml.bak": "",
      "conf.d/.10.yaml.swp": "",
    });
    mkdirSync(join(directory, "conf.d/sub.yaml"));
    symlinkSync("me@host.123", join(directory, "conf.d/.#10.yaml"));
    expect(configFiles(join(directory, "edgewise.yaml"), directory, false)).toEqual([]);
  });

  it("needs the main file only when it was asked for", () => {
    const directory = folderWith({ "conf.d/10.yaml": "" });
    const main = join(directory, "edgewise.yaml");
    const dropIn = join(directory, "conf.d/10.yaml");
    expect(configFiles(main, directory, false)).toEqual([dropIn]);
    expect(configFiles(main, directory, true)).toEqual([main, dropIn]);
  });

  it("works without the folder", () => {
    expect(configFiles("/nowhere/at/all.yaml", "/nowhere/at", false)).toEqual([]);
  });

  it("says so when conf.d is a file", () => {
    const directory = folderWith({ "conf.d": "" });
    expect(thrownBy(() => configFiles(join(directory, "edgewise.yaml"), directory, false)).message).toMatch(
      /conf\.d: the folder cannot be read \(ENOTDIR/,
    );
  });
});

describe("readYamlFile", () => {
  const read = (content: string | Buffer) => readYamlFile(join(folderWith({ "f.yaml": content }), "f.yaml"));
  const refusal = (content: string | Buffer) =>
    thrownBy(() => read(content)).message.replace(/^.*\/f\.yaml/, "f.yaml");

  it("takes a file with nothing or only comments in it as an empty table", () => {
    expect(read("").values).toEqual({});
    expect(read("# nothing yet\n").values).toEqual({});
  });

  it("passes over a byte order mark", () => {
    expect(read("\uFEFFbus: {}\n").values).toEqual({ bus: {} });
  });

  it.each([
    ["- a\n- b\n", "a list of 2"],
    ["42", "42"],
    ["just words", '"just words"'],
  ])("refuses %j, which is no table", (text, found) => {
    expect(refusal(text)).toBe(`f.yaml:1: expected a table of settings, found ${found}`);
  });

  it("refuses UTF-16 and other bytes that are not UTF-8", () => {
    expect(refusal(Buffer.from("bus: {}", "utf16le"))).not.toBe("");
    expect(refusal(Buffer.from([0xff, 0xfe, 0x62, 0x00]))).toBe(
      "f.yaml: the file cannot be read (it is not UTF-8 text)",
    );
  });

  it("refuses a file above 4 MiB without reading more of it", () => {
    expect(refusal(Buffer.alloc(4 * 1024 * 1024 + 1, "#"))).toBe(
      "f.yaml: the file cannot be read (it has more than 4194304 bytes)",
    );
    expect(thrownBy(() => readYamlFile("/dev/zero")).message).toMatch(/more than 4194304 bytes/);
  });

  it("says that a file is not there, or is a folder", () => {
    const directory = folderWith({});
    expect(thrownBy(() => readYamlFile(join(directory, "none.yaml"))).message).toBe(
      `${directory}/none.yaml: the file cannot be read (there is no such file)`,
    );
    expect(thrownBy(() => readYamlFile(directory)).message).toMatch(/illegal operation on a directory/);
  });
});
