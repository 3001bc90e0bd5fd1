import { describe, expect, it } from "vitest";
import type { DoctorProbes } from "../../../../src/app/doctor/probes.ts";
import { examine } from "../../../../src/app/doctor.ts";
import { context, folder } from "./well.ts";

const http = {
  name: "cloud",
  type: "http",
  classes: ["incident"],
  url: "https://user.example/in?key=s3cret",
};
const kafka = { name: "bus", type: "kafka", classes: ["incident"], brokers: ["a:9092", "[fe80::1]:9093"] };
const stick = { name: "stick", type: "objects", classes: ["incident"], url: "file:///media/stick" };

async function sinks(list: object[], probes: Partial<DoctorProbes> = {}) {
  const reached = { connectProblem: async () => undefined };
  const found = await examine(context({ ...reached, ...probes }, { sync: { sinks: list } }));
  return found.find(({ name }) => name === "sinks");
}

describe("what the doctor says of sinks", () => {
  it("is nothing where there are none", async () => {
    expect(await sinks([])).toBeUndefined();
  });

  it("is which of them accept connections, with nothing of a URL that may be secret", async () => {
    const asked: unknown[] = [];
    const probes = { connectProblem: async (...place: unknown[]) => void asked.push(place) };
    const found = await sinks([http, kafka], probes);
    expect(asked.slice(-3)).toEqual([
      ["user.example", 443],
      ["a", 9092],
      ["fe80::1", 9093],
    ]);
    expect(found).toMatchObject({
      status: "ok",
      detail: "cloud: user.example:443 accepts connections\nbus: a:9092, [fe80::1]:9093 accept connections",
    });
  });

  it("warns of one that is away, and puts it first", async () => {
    const connectProblem = async (host: string) => (host === "user.example" ? "no route to host" : undefined);
    expect(await sinks([stick, http], { connectProblem })).toMatchObject({
      status: "warning",
      detail: expect.stringMatching(
        /^cloud: user\.example:443 cannot be reached \(no route to host\); records wait/,
      ),
      hint: expect.stringMatching(/keeps trying/),
    });
  });

  it("looks at the place that access tokens come from, too", async () => {
    const oauth = { tokenUrl: "http://id.example:8080/token", clientId: "me", clientSecret: "x" };
    expect(await sinks([{ ...http, oauth }])).toMatchObject({
      detail: "cloud: user.example:443, id.example:8080 accept connections",
    });
  });

  it("is a problem where files of keys cannot be read, and a warning where they expire", async () => {
    const tls = (found: object) => ({
      sinks: { tls: async () => found, folderProblem: async () => undefined },
    });
    const unread = tls({ problem: "the file of tls.keyFile cannot be read (EACCES)" });
    expect(await sinks([http], unread)).toMatchObject({
      status: "problem",
      detail: expect.stringMatching(/nothing can be sent.*EACCES/),
    });
    expect(await sinks([http], tls({ warning: "it expires" }))).toMatchObject({
      status: "warning",
      detail: "cloud: it expires",
    });
  });

  it("is whether a folder is there and may be written", async () => {
    expect(await sinks([stick])).toMatchObject({ status: "ok" });
    const away = { sinks: { tls: async () => ({}), folderProblem: async () => "nothing is mounted" } };
    expect(await sinks([stick], away)).toMatchObject({
      status: "warning",
      detail: "stick: nothing is mounted",
    });
    const closed = { folder: async () => ({ ...folder, isWritable: false, owner: "root" }) };
    expect(await sinks([stick], closed)).toMatchObject({
      status: "problem",
      detail: expect.stringMatching(/may not write in .*root/),
    });
  });

  it("leaves alone what is switched off", async () => {
    const probes = { connectProblem: async () => "refused" };
    expect(await sinks([{ ...http, isEnabled: false }], probes)).toMatchObject({ status: "ok" });
  });
});
