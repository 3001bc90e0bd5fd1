import { describe, expect, it } from "vitest";
import { createBrokerAccess } from "../../../src/bus/broker-access.ts";
import { BrokerUserInvalidError } from "../../../src/bus/errors.ts";

const own = { user: "edgewise-own", password: "own-secret" };
const pump = { name: "pump", password: "p", publish: ["farm/+/pump/#"], subscribe: ["farm/{zone}/pump/set"] };
const login = (users: (typeof pump)[], user?: string, password?: string) =>
  createBrokerAccess(users, own).login(user, password === undefined ? undefined : Buffer.from(password));

describe("createBrokerAccess", () => {
  it("lets anyone in while there are no users", () => {
    expect(login([])?.user).toBe("anonymous");
    expect(login([], "someone", "something")?.mayPublish("farm/1")).toBe(true);
  });

  it("lets nobody in without the right user and password once there are users", () => {
    expect(login([pump])).toBeUndefined();
    expect(login([pump], "pump")).toBeUndefined();
    expect(login([pump], "pump", "")).toBeUndefined();
    expect(login([pump], "pump", "wrong")).toBeUndefined();
    expect(login([pump], "nobody", "p")).toBeUndefined();
    expect(login([pump], "", "")).toBeUndefined();
    expect(login([pump], "__proto__", "p")).toBeUndefined();
    expect(login([pump], "pump", "p")?.user).toBe("pump");
  });

  it("knows the daemon's own client", () => {
    expect(login([pump], own.user, own.password)?.maySubscribe("#")).toBe(true);
    expect(login([pump], own.user, "wrong")).toBeUndefined();
  });

  it("keeps a user to the listed topics", () => {
    const access = login([pump], "pump", "p");
    expect(access?.mayPublish("farm/3/pump/state")).toBe(true);
    expect(access?.mayPublish("farm/3/door/state")).toBe(false);
    expect(access?.mayPublish("$SYS/broker")).toBe(false);
    expect(access?.maySubscribe("farm/3/pump/set")).toBe(true);
    expect(access?.maySubscribe("farm/+/pump/set")).toBe(true);
  });

  it("refuses a subscription that reaches beyond what is listed", () => {
    const access = login([pump], "pump", "p");
    for (const filter of ["#", "farm/#", "farm/3/pump/#", "+/3/pump/set", "farm/3/pump/+", "$SYS/#"]) {
      expect(access?.maySubscribe(filter), filter).toBe(false);
    }
  });

  it("keeps everybody from the broker's own $SYS topics unless they are listed", () => {
    expect(login([])?.maySubscribe("$SYS/#")).toBe(false);
    const admin = { ...pump, name: "admin", subscribe: ["$SYS/#"] };
    expect(login([admin], "admin", "p")?.maySubscribe("$SYS/#")).toBe(true);
  });

  it("refuses users that cannot work as written", () => {
    expect(() => login([pump, pump])).toThrow(BrokerUserInvalidError);
    expect(() => login([{ ...pump, publish: ["a/#/b"] }])).toThrow(/# must be the last level/);
    expect(() => login([{ ...pump, name: own.user }])).toThrow(BrokerUserInvalidError);
  });
});
