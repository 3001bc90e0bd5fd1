import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createReach } from "../../../../src/core/reach.ts";
import { createRemote } from "../../../../src/inference/registry/remote.ts";

const how = { offset: 0, validator: undefined, signal: new AbortController().signal };

test("a model that somebody afar has named comes from no file and from no host that he may not name", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.host ?? "");
    const { port } = server.address() as AddressInfo;
    response.writeHead(302, { location: `http://localhost:${port}/manifest.json` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const reachTo = (...hosts: string[]) => createReach({ hosts, setting: "sync.down.fetchHosts" });
  const url = `http://127.0.0.1:${port}/`;

  expect(() => createRemote("file:///srv/models/", reachTo("public"))).toThrow("only from its operator");
  await expect(createRemote(url, reachTo("public")).open("manifest.json", how)).rejects.toMatchObject({
    code: "model.locationRefused",
    message: expect.stringContaining("this device or in its own networks"),
  });
  await expect(
    createRemote(`http://localhost:${port}/`, reachTo("public")).open("manifest.json", how),
  ).rejects.toMatchObject({ code: "model.remoteUnreachable" });
  expect(asked).toEqual([]);
  await expect(createRemote(url, reachTo("127.0.0.1")).open("manifest.json", how)).rejects.toMatchObject({
    code: "model.locationRefused",
    message: expect.stringContaining(`localhost:${port} is not among the hosts of sync.down.fetchHosts`),
  });
  expect(asked).toEqual([`127.0.0.1:${port}`]);
});
