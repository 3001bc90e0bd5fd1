import type { Command } from "commander";
import { registerOrdersKeygen } from "./orders/keygen.ts";
import { registerOrdersList } from "./orders/list.ts";
import { registerOrdersSign } from "./orders/sign.ts";

export function registerOrders(program: Command): void {
  const orders = program
    .command("orders")
    .description("orders from the cloud: what came and what became of it; keys and signatures to give them")
    .addHelpText(
      "after",
      "\nkeygen and sign are for the one who gives orders; docs/down-sync.md has an example.",
    );
  registerOrdersList(orders);
  registerOrdersSign(orders);
  registerOrdersKeygen(orders);
}
