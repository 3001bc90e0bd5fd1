import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WyomingProtocolError } from "../../../../src/voice/wyoming/errors.ts";
import { encodeMessage, message, type WyomingMessage } from "../../../../src/voice/wyoming/message.ts";
import { MessageParser } from "../../../../src/voice/wyoming/message-parser.ts";

function parseAll(bytes: Buffer, cuts: readonly number[] = []): WyomingMessage[] {
  const parser = new MessageParser();
  const messages: WyomingMessage[] = [];
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let at = 1; at < places.length; at += 1) {
    parser.push(bytes.subarray(places[at - 1], places[at]));
    for (let next = parser.next(); next; next = parser.next()) messages.push(next);
  }
  return messages;
}

const limits = { headerBytesMax: 200, dataBytesMax: 50, payloadBytesMax: 10 };

describe("MessageParser", () => {
  it("reads what is written, however the bytes are cut", () => {
    const sent = [
      message("describe"),
      message("audio-chunk", { rate: 16_000, text: "grüße\n" }, Buffer.from([0, 10, 123, 255])),
      message("ping", { text: "x" }),
    ];
    const bytes = Buffer.concat(sent.map(encodeMessage));
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (cuts) => {
        expect(parseAll(bytes, cuts)).toEqual(sent);
      }),
      { numRuns: 50 },
    );
  });

  it("lays the data behind the header over those within it", () => {
    const bytes = Buffer.from(`{"type":"a","data":{"x":1,"y":1},"data_length":7,"extra":true}\n{"y":2}`);
    expect(parseAll(bytes)).toEqual([{ type: "a", data: { x: 1, y: 2 }, payload: undefined }]);
  });

  it("takes lengths of null for none", () => {
    const bytes = Buffer.from(`{"type":"a","data":null,"data_length":null,"payload_length":null}\n`);
    expect(parseAll(bytes)).toEqual([{ type: "a", data: {}, payload: undefined }]);
  });

  it("says whether it is within a message", () => {
    const parser = new MessageParser();
    expect(parser.isWithinMessage).toBe(false);
    parser.push(Buffer.from(`{"type":"a","payload_length":2}\n.`));
    expect(parser.next()).toBeUndefined();
    expect(parser.isWithinMessage).toBe(true);
    parser.push(Buffer.from("."));
    expect(parser.next()?.type).toBe("a");
    expect(parser.isWithinMessage).toBe(false);
  });

  it("refuses whatever bytes come with an error of the protocol, and holds no more than its limits", () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(
        `{"type":"a"`,
        `,"data_length":3`,
        `,"payload_length":4`,
        "}\n",
        "{}",
        "[]",
        "\n",
        "null",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const parser = new MessageParser(limits);
        try {
          for (const each of pieces) {
            parser.push(Buffer.from(each as string));
            while (parser.next());
          }
        } catch (error) {
          expect(error).toBeInstanceOf(WyomingProtocolError);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["what begins with no JSON", "GET / HTTP/1.1\r\n", /not JSON/],
    ["what begins with no JSON, before the line ends", "\u0016\u0003\u0001", /no JSON/],
    ["an empty line", "\n", /not JSON/],
    ["a broken header", `{"type":\n`, /not JSON/],
    ["a header that is a list", `[1]\n`, /no JSON|not a JSON object/],
    ["a header without type", `{"data":{}}\n`, /no type/],
    ["a type that is no text", `{"type":7}\n`, /no type/],
    ["data that are a list", `{"type":"a","data":[1]}\n`, /not an object/],
    ["a negative length", `{"type":"a","payload_length":-1}\n`, /no length/],
    ["a length that is no whole number", `{"type":"a","data_length":1.5}\n`, /no length/],
    ["a length that is a text", `{"type":"a","data_length":"5"}\n`, /no length/],
    ["more data than are taken", `{"type":"a","data_length":51}\n`, /at most 50/],
    ["more payload than is taken", `{"type":"a","payload_length":11}\n`, /at most 10/],
    ["broken data", `{"type":"a","data_length":3}\n{x}`, /not JSON/],
    ["data that are no object", `{"type":"a","data_length":2}\n[]`, /not a JSON object/],
    ["a header without end", `{"type":"${"a".repeat(300)}`, /longer than 200/],
    ["a header that is too long", `{"type":"${"a".repeat(300)}"}\n`, /longer than 200/],
  ])("refuses %s", (_what, text, reason) => {
    const parser = new MessageParser(limits);
    parser.push(Buffer.from(text, "latin1"));
    expect(() => parser.next()).toThrow(reason);
  });
});
