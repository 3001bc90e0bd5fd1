import { expect, test } from "vitest";
import { type Point, pointLine } from "../../../../../src/sync/sinks/influx/line-protocol.ts";

const line = (point: Partial<Point>) =>
  pointLine({ measurement: "m", tags: {}, fields: { value: 1 }, time: 5n, ...point });

test("a point is measurement, sorted tags, fields and time", () => {
  expect(
    line({
      measurement: "edgewise_sample",
      tags: { node: "board-1", area: "barn" },
      fields: { value: 21.5, ok: true, state: "on" },
      time: 1_767_614_400_000_000_000n,
    }),
  ).toBe('edgewise_sample,area=barn,node=board-1 value=21.5,ok=true,state="on" 1767614400000000000');
});

test("tags with nothing in them are left out", () => {
  expect(line({ tags: { area: "", node: "n" } })).toBe("m,node=n value=1 5");
});

test.each([
  [
    "comma, space and equals sign in a tag",
    { tags: { "a b,c=d": "e f,g=h" } },
    "m,a\\ b\\,c\\=d=e\\ f\\,g\\=h value=1 5",
  ],
  [
    "comma and space in a measurement, but no equals sign",
    { measurement: "a b,c=d" },
    "a\\ b\\,c=d value=1 5",
  ],
  ["comma, space and equals sign in a field key", { fields: { "a b,c=d": 1 } }, "m a\\ b\\,c\\=d=1 5"],
  [
    "quotes and backslashes in a string",
    { fields: { s: 'say "hi" \\ there' } },
    'm s="say \\"hi\\" \\\\ there" 5',
  ],
])("escapes %s", (_, point, expected) => {
  expect(line(point)).toBe(expected);
});

test("a line break never ends a line early", () => {
  expect(line({ fields: { s: "one\ntwo\r\nthree\rfour" } })).toBe('m s="one\\\\ntwo\\\\nthree\\\\nfour" 5');
  expect(line({ tags: { t: "one\ntwo" }, measurement: "a\nb" })).toBe("a\\ b,t=one\\ two value=1 5");
});

test("a backslash at the end of a tag does not swallow what follows", () => {
  expect(line({ tags: { path: "C:\\logs\\" } })).toBe("m,path=C:/logs/ value=1 5");
});

test("numbers are floats, however large or small", () => {
  expect(line({ fields: { a: 1e21, b: -0.000_000_1, c: 3 } })).toBe("m a=1e+21,b=-1e-7,c=3 5");
});

test("letters beyond ASCII stay as they are", () => {
  expect(line({ tags: { area: "Küche" }, fields: { s: "温度 °C" } })).toBe('m,area=Küche s="温度 °C" 5');
});
