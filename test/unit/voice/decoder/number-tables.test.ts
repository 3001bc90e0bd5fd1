import { describe, expect, test } from "vitest";
import { IntColumn, ListTable, PairTable } from "../../../../src/voice/decoder/number-tables.ts";

test("a column grows and keeps what it has", () => {
  const column = new IntColumn();
  for (let number = 0; number < 1000; number += 1) expect(column.push(number * 3)).toBe(number);
  expect([column.length, column.at(0), column.at(64), column.at(999)]).toEqual([1000, 0, 192, 2997]);
  expect(column.bytes).toBeGreaterThanOrEqual(4000);
});

describe("pairs", () => {
  test("are numbered from 1 on, each once, the order of the two mattering", () => {
    const pairs = new PairTable();
    expect([pairs.numberOf(0, 0), pairs.numberOf(0, 1), pairs.numberOf(1, 0)]).toEqual([1, 2, 3]);
    expect([pairs.numberOf(1, 0), pairs.numberOf(0, 0), pairs.size]).toEqual([3, 1, 3]);
    expect([pairs.first(3), pairs.second(3)]).toEqual([1, 0]);
  });

  test("keep their numbers when there are many", () => {
    const pairs = new PairTable();
    const numbers: number[] = [];
    for (let one = 0; one < 5000; one += 1) numbers.push(pairs.numberOf(one % 71, one));
    for (let one = 0; one < 5000; one += 1) {
      expect(pairs.numberOf(one % 71, one)).toBe(numbers[one]);
      expect([pairs.first(one + 1), pairs.second(one + 1)]).toEqual([one % 71, one]);
    }
    expect(new Set(numbers).size).toBe(5000);
  });
});

describe("lists", () => {
  test("are numbered from 0 on, each once, also the empty one and the beginning of another", () => {
    const lists = new ListTable();
    expect([[], [1, 2], [1], [2, 1], [1, 2, 3]].map((list) => lists.numberOf(list))).toEqual([0, 1, 2, 3, 4]);
    expect([[], Int32Array.of(1, 2), [1, 2, 3]].map((list) => lists.numberOf(list))).toEqual([0, 1, 4]);
    expect([...lists.list(3)]).toEqual([2, 1]);
    expect([...lists.list(0)]).toEqual([]);
  });

  test("keep their numbers when there are many", () => {
    const lists = new ListTable();
    const listOf = (one: number) => Array.from({ length: one % 7 }, (_, place) => one * place).concat(one);
    for (let one = 0; one < 3000; one += 1) expect(lists.numberOf(listOf(one))).toBe(one);
    for (let one = 0; one < 3000; one += 1) {
      expect(lists.numberOf(listOf(one))).toBe(one);
      expect([...lists.list(one)]).toEqual(listOf(one));
    }
    expect(lists.size).toBe(3000);
  });
});
