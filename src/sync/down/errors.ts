import { EdgewiseError } from "../../core/errors.ts";

/** What was ordered before is not known, so an order could be carried out twice: none is obeyed. */
export class LedgerUnreadableError extends EdgewiseError {
  constructor(reason: string, cause: unknown) {
    super("orders.ledgerUnreadable", `The list of orders in the database cannot be read (${reason}).`, {
      hint: "no order is obeyed until it can be read; take the database from a backup, or start with a new one",
      cause,
    });
  }
}

/** The disk takes no writes: an order that is only in memory could be carried out twice. */
export class OrderNotKeptError extends EdgewiseError {
  constructor() {
    super("orders.notKept", "The order was not taken: the disk of this device takes no writes.", {
      hint: "it is taken when the disk does again; see the store in `edgewise status`",
    });
  }
}

/** As many wait as may: it stays at the far side and is taken when there is room. */
export class OrdersFullError extends EdgewiseError {
  constructor(kind: string, waiting: number) {
    super(
      "orders.full",
      `The order was not taken: ${waiting} of kind ${kind} wait already, or came before it.`,
      {
        hint: "it is taken when some of these are done; see `edgewise orders`",
      },
    );
  }
}

/** A file that should be an order is none. */
export class OrderInvalidError extends EdgewiseError {
  constructor(where: string, reason: string) {
    super("orders.invalid", `${where} is no order: ${reason}.`, {
      hint: "docs/down-sync.md describes an order",
    });
  }
}
